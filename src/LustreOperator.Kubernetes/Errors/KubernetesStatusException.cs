using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>The API server refused: a <c>metav1.Status</c> of kind Failure, as HTTP answer or as ERROR event of a watch.</summary>
public sealed class KubernetesStatusException : KubernetesException
{
    private const string TooLargeCause = "ResourceVersionTooLarge";

    public KubernetesStatusException(
        int code, string reason, string message, IReadOnlyList<V1StatusCause>? causes = null, TimeSpan? retryAfter = null)
        : base(message)
    {
        Code = code;
        Reason = reason;
        Causes = causes ?? [];
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status, also when it came in an event.</summary>
    public int Code { get; }

    /// <summary>The machine-readable reason (<c>NotFound</c>, <c>Conflict</c>, <c>Invalid</c>); empty when the server gave none.</summary>
    public string Reason { get; }

    /// <summary>For an invalid object, one for each fault of a field.</summary>
    public IReadOnlyList<V1StatusCause> Causes { get; }

    /// <summary>How long the server asked us to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The object (or its namespace) is not there. Not true when the server does not know the kind at all.</summary>
    public bool IsNotFound => Code == 404 && Reason == "NotFound";

    /// <summary>The server knows no such kind: its CRD is not installed, or not in this version.</summary>
    public bool IsKindUnknown => Code == 404 && Reason.Length == 0;

    /// <summary>A 409 because the object changed since it was read, another manager owns a field, or a precondition does not hold.</summary>
    public bool IsConflict => Code == 409 && !IsAlreadyExists;

    public bool IsAlreadyExists => Code == 409 && Reason == "AlreadyExists";

    /// <summary>The resource version or the continue token is too old: list again.</summary>
    public bool IsGone => Code == 410 || Reason is "Expired" or "Gone";

    /// <summary>The resource version is newer than the server knows (a restored or restarted server): list again.</summary>
    public bool IsResourceVersionTooLarge => Causes.Any(cause => cause.Reason == TooLargeCause);

    public bool IsInvalid => Code == 422;

    public bool IsUnauthorized => Code == 401;

    public bool IsForbidden => Code == 403;

    public bool IsTooManyRequests => Code == 429;
}
