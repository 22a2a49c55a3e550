using System.Text.Json.Serialization;

namespace LustreOperator.Kubernetes;

/// <summary>The generated readers of what every object and list has: they see each event of a watch, where the library's models would read all of it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListMetadata))]
[JsonSerializable(typeof(ObjectHeader))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>metav1.ListMeta.</summary>
internal sealed record ListMetadata(string? ResourceVersion, string? Continue, long? RemainingItemCount);

/// <summary>What every object has, for those whose rest cannot be read and for bookmarks.</summary>
internal sealed record ObjectHeader(string? Kind, ObjectHeaderMetadata? Metadata)
{
    public ObjectIdentity Identity => new(
        Metadata?.Namespace ?? "", Metadata?.Name ?? "", Metadata?.Uid ?? "", Metadata?.ResourceVersion ?? "");
}

internal sealed record ObjectHeaderMetadata(string? Namespace, string? Name, string? Uid, string? ResourceVersion);
