using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>Takes from the stores what a plan for one cluster needs.</summary>
internal sealed class ClusterObserver(OperatorStores stores)
{
    public ClusterObservation Observe(ObjectKey key) =>
        ClusterObservation.Of(key, stores.Hosts.List(), stores.Clusters.List(), stores.Machines.List());
}
