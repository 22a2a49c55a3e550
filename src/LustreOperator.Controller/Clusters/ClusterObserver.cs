using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Controller;

/// <summary>Takes from the stores what a plan for one cluster needs.</summary>
internal sealed class ClusterObserver(OperatorStores stores)
{
    public ClusterObservation Observe(ObjectKey key)
    {
        LustreCluster? cluster = stores.Clusters.Get(key);
        IReadOnlyList<LustreMachine> all =
        [
            .. stores.Machines.List().OrderBy(machine => machine.Metadata.Namespace, StringComparer.Ordinal)
                .ThenBy(machine => machine.Spec.Cluster, StringComparer.Ordinal)
                .ThenBy(machine => machine.Spec.Group, StringComparer.Ordinal)
                .ThenBy(machine => machine.Spec.Index),
        ];
        return new ClusterObservation
        {
            Cluster = cluster,
            Hosts = [.. stores.Hosts.List().OrderBy(host => host.Metadata.Name, StringComparer.Ordinal)],
            AllMachines = all,
            Machines = [.. all.Where(machine => OperatorStores.ClusterOf(machine) == key)],
            TakenNames = cluster is null ? new Dictionary<string, string>() : TakenNames(cluster, all),
        };
    }

    private Dictionary<string, string> TakenNames(LustreCluster cluster, IReadOnlyList<LustreMachine> all)
    {
        Dictionary<string, string> taken = [];
        foreach (LustreMachine machine in all.Where(machine =>
            machine.Metadata.Namespace == cluster.Metadata.Namespace && machine.Spec.Cluster != cluster.Metadata.Name))
        {
            taken[machine.Metadata.Name] = machine.Spec.Cluster;
        }

        // Only `a` and `a-b` can want the same name. A machine that exists keeps it; of two new clusters the older one has it.
        HashSet<string> own = [.. all.Where(machine => OperatorStores.ClusterOf(machine) == OperatorResources.Clusters.KeyOf(cluster)).Select(machine => machine.Metadata.Name)];
        foreach (LustreCluster other in stores.Clusters.List().Where(other => MayCollide(cluster, other) && IsOlder(other, cluster)))
        {
            foreach (WantedMachine wanted in WantedMachine.Of(other).Where(wanted => !own.Contains(wanted.Name)))
            {
                taken.TryAdd(wanted.Name, other.Metadata.Name);
            }
        }

        return taken;
    }

    private static bool MayCollide(LustreCluster cluster, LustreCluster other) =>
        other.Metadata.Namespace == cluster.Metadata.Namespace
        && other.Metadata.Uid != cluster.Metadata.Uid
        && other.Metadata.DeletionTimestamp is null
        && (other.Metadata.Name.StartsWith(cluster.Metadata.Name + "-", StringComparison.Ordinal)
            || cluster.Metadata.Name.StartsWith(other.Metadata.Name + "-", StringComparison.Ordinal));

    private static bool IsOlder(LustreCluster other, LustreCluster cluster) =>
        (other.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, other.Metadata.Uid).CompareTo(
            (cluster.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, cluster.Metadata.Uid)) < 0;
}
