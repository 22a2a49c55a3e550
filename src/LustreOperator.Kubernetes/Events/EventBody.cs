using System.Text.Json.Serialization;

namespace LustreOperator.Kubernetes;

/// <summary>A core/v1 Event as it is created; a repeat only patches count and lastTimestamp.</summary>
internal sealed record EventBody
{
    public static ResourceKind<EventBody> Resource { get; } = new(
        "", "v1", "events", "Event", IsNamespaced: true, WireJson.Default.EventBody, body => body.Metadata.Identity);

    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "Event";

    public required ObjectMetadata Metadata { get; init; }

    public required EventReference InvolvedObject { get; init; }

    public string? Type { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public EventSource? Source { get; init; }

    public string? ReportingComponent { get; init; }

    public string? ReportingInstance { get; init; }

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FirstTimestamp { get; init; }

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTimestamp { get; init; }

    public int? Count { get; init; }
}

internal sealed record EventReference(string? ApiVersion, string? Kind, string? Namespace, string? Name, string? Uid);

internal sealed record EventSource(string? Component, string? Host);
