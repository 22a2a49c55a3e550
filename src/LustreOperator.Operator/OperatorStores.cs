using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>What the operator knows of the world; its own writes are in it at once.</summary>
internal sealed class OperatorStores
{
    private const string ByCluster = "cluster";
    private const string ByHost = "host";

    public OperatorStores(Store<LustreCluster> clusters, Store<LustreMachine> machines, Store<KvmHost> hosts, Store<V1Lease> leases)
    {
        (Clusters, Machines, Hosts, Leases) = (clusters, machines, hosts, leases);
        machines.AddIndex(ByCluster, machine => [ClusterOf(machine).ToString()]);
        machines.AddIndex(ByHost, machine => [machine.Spec.Host]);
    }

    public Store<LustreCluster> Clusters { get; }

    public Store<LustreMachine> Machines { get; }

    public Store<KvmHost> Hosts { get; }

    public Store<V1Lease> Leases { get; }

    /// <summary>All must have seen the world before anything is decided.</summary>
    public IReadOnlyList<ISynced> All => [Clusters, Machines, Hosts, Leases];

    /// <summary>The cluster that a machine says it belongs to.</summary>
    public static ObjectKey ClusterOf(LustreMachine machine) => new(machine.Metadata.Namespace ?? "", machine.Spec.Cluster);

    public IReadOnlyList<LustreMachine> MachinesOf(ObjectKey cluster) => Machines.ByIndex(ByCluster, cluster.ToString());

    public IReadOnlyList<LustreMachine> MachinesOn(string host) => Machines.ByIndex(ByHost, host);
}
