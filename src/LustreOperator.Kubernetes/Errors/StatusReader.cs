using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LustreOperator.Kubernetes;

/// <summary>Makes a <see cref="KubernetesStatusException"/> of a refusal, whatever its body is: a Status, plain text, or nothing.</summary>
internal static class StatusReader
{
    private const int MaxTextLength = 512;

    public static KubernetesStatusException Read(int code, RetryConditionHeaderValue? retryAfter, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        TimeSpan? wait = retryAfter?.Delta ?? (retryAfter?.Date is { } date ? Max(date - now, TimeSpan.Zero) : null);
        return TryParse(body) is { Kind: "Status" } status ? FromStatus(status, code, wait) : new KubernetesStatusException(
            code, "", Text(code, body), causes: null, wait);
    }

    /// <summary>Of the object of an ERROR event.</summary>
    public static KubernetesStatusException ReadEvent(ReadOnlySpan<byte> body) =>
        TryParse(body) is { } status
            ? FromStatus(status, 500, retryAfter: null)
            : new KubernetesStatusException(500, "", Text(500, body));

    private static KubernetesStatusException FromStatus(StatusBody status, int code, TimeSpan? retryAfter)
    {
        IReadOnlyList<StatusCause> causes = status.Details?.Causes is { } list
            ? [.. list.Select(cause => new StatusCause(cause.Field ?? "", cause.Reason ?? "", cause.Message ?? ""))]
            : [];
        TimeSpan? wait = retryAfter
            ?? (status.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null);
        string message = string.IsNullOrEmpty(status.Message) ? $"HTTP {status.Code ?? code}" : status.Message;
        return new KubernetesStatusException(status.Code ?? code, status.Reason ?? "", message, causes, wait);
    }

    private static StatusBody? TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            return body.IsEmpty ? null : JsonSerializer.Deserialize(body, WireJson.Default.StatusBody);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(int code, ReadOnlySpan<byte> body)
    {
        if (code == 404)
        {
            return "the API server knows no such kind of object; is its CustomResourceDefinition installed?";
        }

        string text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxTextLength)]).Trim();
        return text.Length == 0 ? $"HTTP {code} without a body" : $"HTTP {code}: {text}";
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
