using LustreOperator.Api;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

internal sealed partial record ClusterObservation
{
    /// <summary>Names that the cluster wants for machines and another one has or, being older, will have; with that cluster's name.</summary>
    public IReadOnlyDictionary<string, string> TakenNames { get; init; } = new Dictionary<string, string>();

    /// <summary>With <see cref="TakenNames"/>.</summary>
    /// <param name="clusters">At least those of its namespace whose name and its own begin with each other.</param>
    /// <param name="machineOf">The machine of a name in the cluster's namespace; null: none.</param>
    public ClusterObservation WithTakenNames(IEnumerable<LustreCluster> clusters, Func<string, LustreMachine?> machineOf) =>
        Cluster is null ? this : this with { TakenNames = NameClaims.AgainstCluster(Cluster, Wanted, clusters, machineOf) };
}

internal sealed record AddClusterFinalizer(LustreCluster Cluster) : ClusterAction((string?)null)
{
    public override string Describe() => "hold the cluster until its machines are gone";
}

/// <summary>Looks at the names of other clusters' machines, and holds clusters.</summary>
internal sealed class ValidationHands(ClusterTools tools) : PhaseHands
{
    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<AddClusterFinalizer>((hold, cancel) => tools.Finalizers.AddAsync(
            ApiResources.Clusters, tools.Stores.Clusters, hold.Cluster, hold.Cluster.Metadata, ApiNames.ClusterFinalizer, cancel)),
    ];

    public override ClusterObservation Observe(ClusterObservation seen) => seen.Cluster is { } cluster && ApiResources.Clusters.KeyOf(cluster) is var key
        ? seen.WithTakenNames(tools.Stores.NamedLike(key), name => tools.Stores.Machines.Get(key with { Name = name }))
        : seen;
}
