using System.Globalization;
using System.Text.Json;
using k8s.Autorest;
using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>Makes a <see cref="KubernetesStatusException"/> of a refusal, whatever its body is: a Status, plain text, or nothing.</summary>
internal static class Refusal
{
    private const int MaxTextLength = 512;

    /// <summary>Of what the client library throws for an answer that is no success.</summary>
    public static KubernetesStatusException Of(HttpOperationException refusal, DateTimeOffset now)
    {
        int code = (int)refusal.Response.StatusCode;
        string body = refusal.Response.Content ?? "";
        TimeSpan? wait = WaitAsked(refusal.Response, now);
        return Parse(body) is { Kind: "Status" } status
            ? FromStatus(status, code, wait)
            : new KubernetesStatusException(code, "", Text(code, body), causes: null, wait);
    }

    /// <summary>Of the object of an ERROR event.</summary>
    public static KubernetesStatusException OfEvent(string body) =>
        Parse(body) is { } status ? FromStatus(status, 500, retryAfter: null) : new KubernetesStatusException(500, "", Text(500, body));

    private static KubernetesStatusException FromStatus(V1Status status, int code, TimeSpan? retryAfter)
    {
        TimeSpan? wait = retryAfter
            ?? (status.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null);
        string message = string.IsNullOrEmpty(status.Message) ? $"HTTP {status.Code ?? code}" : status.Message;
        return new KubernetesStatusException(status.Code ?? code, status.Reason ?? "", message, status.Details?.Causes?.AsReadOnly(), wait);
    }

    private static TimeSpan? WaitAsked(HttpMessageWrapper answer, DateTimeOffset now)
    {
        string? asked = answer.Headers.TryGetValue("Retry-After", out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
        if (int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParseExact(asked, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? TimeSpan.FromTicks(Math.Max(0, (at - now).Ticks))
            : null;
    }

    private static V1Status? Parse(string body)
    {
        try
        {
            return body.Length == 0 ? null : JsonSerializer.Deserialize(body, LibraryJson.Of<V1Status>());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(int code, string body)
    {
        if (code == 404)
        {
            return "the API server knows no such kind of object; is its CustomResourceDefinition installed?";
        }

        string text = body[..Math.Min(body.Length, MaxTextLength)].Trim();
        return text.Length == 0 ? $"HTTP {code} without a body" : $"HTTP {code}: {text}";
    }
}
