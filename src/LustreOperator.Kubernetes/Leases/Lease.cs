using System.Text.Json;
using System.Text.Json.Serialization;

namespace LustreOperator.Kubernetes;

/// <summary>A <c>coordination.k8s.io/v1</c> Lease. What it does not model is kept and written back.</summary>
public sealed record Lease
{
    /// <summary>For client, store and reflector.</summary>
    public static ResourceKind<Lease> Resource { get; } = new(
        "coordination.k8s.io", "v1", "leases", "Lease", IsNamespaced: true, WireJson.Default.Lease, lease => lease.Metadata.Identity);

    [JsonPropertyOrder(-2)]
    public string ApiVersion { get; init; } = "coordination.k8s.io/v1";

    [JsonPropertyOrder(-1)]
    public string Kind { get; init; } = "Lease";

    public ObjectMetadata Metadata { get; init; } = new();

    public LeaseSpec Spec { get; init; } = new();

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; init; }
}
