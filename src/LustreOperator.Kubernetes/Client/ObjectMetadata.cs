using System.Text.Json;
using System.Text.Json.Serialization;

namespace LustreOperator.Kubernetes;

/// <summary>The metadata of the objects that this library itself reads and writes.</summary>
public sealed record ObjectMetadata
{
    public string? Name { get; init; }

    public string? Namespace { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; set; }

    internal ObjectIdentity Identity => new(Namespace ?? "", Name ?? "", Uid ?? "", ResourceVersion ?? "");
}
