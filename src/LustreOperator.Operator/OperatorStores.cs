using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

/// <summary>What the operator knows of the world; its own writes are in it at once.</summary>
internal sealed class OperatorStores
{
    private const string ByCluster = "cluster";
    private const string ByHost = "host";
    private const string ByBeginning = "beginning";
    private const string Waiting = "waiting";

    public OperatorStores(Store<LustreCluster> clusters, Store<LustreMachine> machines, Store<KvmHost> hosts, Store<V1Lease> leases)
    {
        (Clusters, Machines, Hosts, Leases) = (clusters, machines, hosts, leases);
        machines.AddIndex(ByCluster, machine => [ClusterOf(machine).ToString()]);
        machines.AddIndex(ByHost, machine => [machine.Spec.Host]);
        clusters.AddIndex(ByBeginning, cluster => Beginnings(ApiResources.Clusters.KeyOf(cluster)).Select(key => key.ToString()));
        clusters.AddIndex(Waiting, cluster => IsWaiting(cluster) ? [Waiting] : []);
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

    /// <summary>Clusters that wait for a place, or for a change of one.</summary>
    public IReadOnlyList<LustreCluster> WaitingClusters() => Clusters.ByIndex(Waiting, Waiting);

    /// <summary>
    /// Clusters of the namespace whose name is this one and more after a `-`, or the other way round: they may want the same names for machines.
    /// </summary>
    public IReadOnlyList<LustreCluster> NamedLike(ObjectKey cluster) =>
        [.. Clusters.ByIndex(ByBeginning, cluster.ToString()), .. Beginnings(cluster).Select(Clusters.Get).OfType<LustreCluster>()];

    // `a` and `a-b` of `a-b-c`.
    private static IEnumerable<ObjectKey> Beginnings(ObjectKey cluster) =>
        Enumerable.Range(0, cluster.Name.Length).Where(end => cluster.Name[end] == '-').Select(end => cluster with { Name = cluster.Name[..end] });

    private static bool IsWaiting(LustreCluster cluster) =>
        !cluster.Status?.Conditions.IsTrue(ClusterConditionTypes.Placed) != false || !cluster.Status!.Conditions.IsTrue(ClusterConditionTypes.UpToDate);
}
