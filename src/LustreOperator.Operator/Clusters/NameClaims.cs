using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>Who has which machine name of a namespace. Pure.</summary>
internal static class NameClaims
{
    /// <summary>Names that other clusters have or, being older, will have; with the cluster's name.</summary>
    public static Dictionary<string, string> AgainstCluster(
        LustreCluster cluster, IReadOnlyList<LustreCluster> clusters, IReadOnlyList<LustreMachine> all)
    {
        Dictionary<string, string> taken = [];
        foreach (LustreMachine machine in all.Where(machine =>
            machine.Metadata.Namespace == cluster.Metadata.Namespace && machine.Spec.Cluster != cluster.Metadata.Name))
        {
            taken[machine.Metadata.Name] = machine.Spec.Cluster;
        }

        // Only `a` and `a-b` can want the same name. A machine that exists keeps it; of two new clusters the older one has it.
        ObjectKey key = OperatorResources.Clusters.KeyOf(cluster);
        HashSet<string> own = [.. all.Where(machine => OperatorStores.ClusterOf(machine) == key).Select(machine => machine.Metadata.Name)];
        foreach (LustreCluster other in clusters.Where(other => MayCollide(cluster, other) && IsOlder(other, cluster)))
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
