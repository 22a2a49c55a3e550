using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

/// <summary>All that a plan for one cluster is made from.</summary>
internal sealed record ClusterObservation
{
    /// <summary>Null when the object is gone: then only what is left of its machines is let go.</summary>
    public LustreCluster? Cluster { get; init; }

    /// <summary>All hosts and machines.</summary>
    public Fleet Fleet { get; init; } = Fleet.Empty;

    /// <summary>The machines whose label names the cluster.</summary>
    public IReadOnlyList<LustreMachine> Machines { get; init; } = [];

    /// <summary>Names that the cluster wants for machines and another one has or, being older, will have; with that cluster's name.</summary>
    public IReadOnlyDictionary<string, string> TakenNames { get; init; } = new Dictionary<string, string>();

    /// <summary>Why its new machines found no place, which is not to be looked for again yet; null: it may be.</summary>
    public PlacementFailure? Unplaced { get; init; }

    /// <summary>What a plan for one cluster needs of all that there is, in an order that does not depend on that of the lists.</summary>
    public static ClusterObservation Of(
        ObjectKey key, IReadOnlyList<KvmHost> hosts, IReadOnlyList<LustreCluster> clusters, IReadOnlyList<LustreMachine> machines)
    {
        LustreCluster? cluster = clusters.FirstOrDefault(found => ApiResources.Clusters.KeyOf(found) == key);
        Dictionary<ObjectKey, LustreMachine> byKey = machines.DistinctBy(ApiResources.Machines.KeyOf).ToDictionary(ApiResources.Machines.KeyOf);
        return new ClusterObservation
        {
            Cluster = cluster,
            Fleet = Fleet.Of(hosts, machines),
            Machines = InOrder(machines.Where(machine => OperatorStores.ClusterOf(machine) == key)),
            TakenNames = cluster is null ? new Dictionary<string, string>()
                : NameClaims.AgainstCluster(cluster, clusters, name => byKey.GetValueOrDefault(key with { Name = name })),
        };
    }

    /// <summary>A cluster's machines in the order in which they are planned for.</summary>
    public static IReadOnlyList<LustreMachine> InOrder(IEnumerable<LustreMachine> machines) =>
    [
        .. machines.OrderBy(machine => machine.Spec.Group, StringComparer.Ordinal).ThenBy(machine => machine.Spec.Index)
            .ThenBy(machine => machine.Metadata.Name, StringComparer.Ordinal),
    ];
}
