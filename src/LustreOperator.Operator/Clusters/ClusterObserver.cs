using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>Takes from the stores what a plan for one cluster needs, by index: what it costs does not grow with the fleet.</summary>
internal sealed class ClusterObserver(OperatorStores stores, FleetLedger ledger)
{
    public ClusterObservation Observe(ObjectKey key)
    {
        // The cluster's own machines first: the ledger then is at least as new.
        IReadOnlyList<LustreMachine> machines = stores.MachinesOf(key);
        LustreCluster? cluster = stores.Clusters.Get(key);
        return new ClusterObservation
        {
            Cluster = cluster,
            Fleet = ledger.Snapshot(key),
            Machines = ClusterObservation.InOrder(machines),
            TakenNames = cluster is null ? new Dictionary<string, string>()
                : NameClaims.AgainstCluster(cluster, stores.NamedLike(key), name => stores.Machines.Get(key with { Name = name })),
        };
    }
}
