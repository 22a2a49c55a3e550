using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>All that a plan for one cluster is made from.</summary>
internal sealed record ClusterObservation
{
    /// <summary>Null when the object is gone: then only what is left of its machines is let go.</summary>
    public LustreCluster? Cluster { get; init; }

    /// <summary>Every KvmHost.</summary>
    public IReadOnlyList<KvmHost> Hosts { get; init; } = [];

    /// <summary>Every machine of every cluster.</summary>
    public IReadOnlyList<LustreMachine> AllMachines { get; init; } = [];

    /// <summary>The machines whose label names the cluster.</summary>
    public IReadOnlyList<LustreMachine> Machines { get; init; } = [];

    /// <summary>Machine names of the namespace that other clusters have or, being older, will have; with the cluster's name.</summary>
    public IReadOnlyDictionary<string, string> TakenNames { get; init; } = new Dictionary<string, string>();

    /// <summary>Why its new machines found no place, which is not to be looked for again yet; null: it may be.</summary>
    public PlacementFailure? Unplaced { get; init; }

    /// <summary>What a plan for one cluster needs of all that there is, in an order that does not depend on that of the lists.</summary>
    public static ClusterObservation Of(
        ObjectKey key, IReadOnlyList<KvmHost> hosts, IReadOnlyList<LustreCluster> clusters, IReadOnlyList<LustreMachine> machines)
    {
        LustreCluster? cluster = clusters.FirstOrDefault(found => OperatorResources.Clusters.KeyOf(found) == key);
        IReadOnlyList<LustreMachine> all =
        [
            .. machines.OrderBy(machine => machine.Metadata.Namespace, StringComparer.Ordinal)
                .ThenBy(machine => machine.Spec.Cluster, StringComparer.Ordinal)
                .ThenBy(machine => machine.Spec.Group, StringComparer.Ordinal)
                .ThenBy(machine => machine.Spec.Index),
        ];
        return new ClusterObservation
        {
            Cluster = cluster,
            Hosts = [.. hosts.OrderBy(host => host.Metadata.Name, StringComparer.Ordinal)],
            AllMachines = all,
            Machines = [.. all.Where(machine => OperatorStores.ClusterOf(machine) == key)],
            TakenNames = cluster is null ? new Dictionary<string, string>() : NameClaims.AgainstCluster(cluster, clusters, all),
        };
    }
}
