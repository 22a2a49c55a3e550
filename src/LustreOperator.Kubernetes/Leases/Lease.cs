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
    public string ApiVersion => "coordination.k8s.io/v1";

    [JsonPropertyOrder(-1)]
    public string Kind => "Lease";

    public ObjectMetadata Metadata { get; init; } = new();

    /// <summary>Never null: a Lease made by hand may have none.</summary>
    public LeaseSpec Spec
    {
        get;

        // The generated reader sets an init-only property that is missing in the JSON to null, over its initializer.
        init => field = value ?? new LeaseSpec();
    } = new();

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; set; }
}
