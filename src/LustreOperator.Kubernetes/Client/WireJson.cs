using System.Text.Json.Serialization;

namespace LustreOperator.Kubernetes;

/// <summary>The generated (de)serializers of everything this project itself reads and writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(ListMetadata))]
[JsonSerializable(typeof(ObjectHeader))]
[JsonSerializable(typeof(DeleteBody))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(EventBody))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>metav1.Status, the parts we read.</summary>
internal sealed record StatusBody(string? Kind, string? Status, string? Message, string? Reason, int? Code, StatusDetails? Details);

internal sealed record StatusDetails(IReadOnlyList<StatusDetailsCause>? Causes, int? RetryAfterSeconds);

internal sealed record StatusDetailsCause(string? Field, string? Reason, string? Message);

/// <summary>metav1.ListMeta.</summary>
internal sealed record ListMetadata(string? ResourceVersion, string? Continue, long? RemainingItemCount);

/// <summary>What every object has, for those whose rest cannot be read and for bookmarks.</summary>
internal sealed record ObjectHeader(string? Kind, ObjectHeaderMetadata? Metadata)
{
    public ObjectIdentity Identity => new(
        Metadata?.Namespace ?? "", Metadata?.Name ?? "", Metadata?.Uid ?? "", Metadata?.ResourceVersion ?? "");
}

internal sealed record ObjectHeaderMetadata(string? Namespace, string? Name, string? Uid, string? ResourceVersion);

/// <summary>metav1.DeleteOptions.</summary>
internal sealed record DeleteBody(
    string ApiVersion, string Kind, DeletePreconditions? Preconditions, string? PropagationPolicy, long? GracePeriodSeconds);

internal sealed record DeletePreconditions(string? Uid, string? ResourceVersion);
