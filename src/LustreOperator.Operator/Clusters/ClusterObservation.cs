using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

/// <summary>All that a plan for one cluster is made from. What only one phase looks at is declared in that phase's folder.</summary>
internal sealed partial record ClusterObservation
{
    private ClusterObservation()
    {
    }

    public ObjectKey Key { get; private init; }

    /// <summary>Null when the object is gone: then only what is left of its machines is let go.</summary>
    public LustreCluster? Cluster { get; private init; }

    /// <summary>The machines that its spec asks for; none when it is gone.</summary>
    public IReadOnlyList<WantedMachine> Wanted { get; private init; } = [];

    /// <summary>All hosts and machines.</summary>
    public required Fleet Fleet { get; init; }

    /// <summary>The machines whose label names the cluster, in the order in which they are planned for.</summary>
    public IReadOnlyList<LustreMachine> Machines { get; private init; } = [];

    /// <summary>What several phases need; each phase's hands add its part.</summary>
    /// <param name="key">Namespace and name of the cluster.</param>
    /// <param name="cluster">The cluster; null: it is gone.</param>
    /// <param name="fleet">All hosts and machines.</param>
    /// <param name="machines">The machines whose label names the cluster, in any order.</param>
    public static ClusterObservation Of(ObjectKey key, LustreCluster? cluster, Fleet fleet, IEnumerable<LustreMachine> machines) => new()
    {
        Key = key,
        Cluster = cluster,
        Wanted = cluster is null ? [] : WantedMachine.Of(cluster),
        Fleet = fleet,
        Machines =
        [
            .. machines.OrderBy(machine => machine.Spec.Group, StringComparer.Ordinal).ThenBy(machine => machine.Spec.Index)
                .ThenBy(machine => machine.Metadata.Name, StringComparer.Ordinal),
        ],
    };

    /// <summary>The same from all that there is, as a dry run reads it.</summary>
    public static ClusterObservation Of(
        ObjectKey key, IReadOnlyList<KvmHost> hosts, IReadOnlyList<LustreCluster> clusters, IReadOnlyList<LustreMachine> machines)
    {
        Dictionary<ObjectKey, LustreMachine> byKey = machines.DistinctBy(ApiResources.Machines.KeyOf).ToDictionary(ApiResources.Machines.KeyOf);
        return Of(
            key, clusters.FirstOrDefault(found => ApiResources.Clusters.KeyOf(found) == key), Fleet.Of(hosts, machines),
            machines.Where(machine => OperatorStores.ClusterOf(machine) == key))
                .WithTakenNames(clusters, name => byKey.GetValueOrDefault(key with { Name = name }));
    }
}
