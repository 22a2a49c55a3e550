using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>Who has which machine name of a namespace. Pure.</summary>
internal static class NameClaims
{
    /// <summary>Names that the cluster wants for machines and others have or, being older, will have; with the other cluster's name.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="machines">The machines that it wants.</param>
    /// <param name="clusters">At least those of its namespace whose name and its own begin with each other.</param>
    /// <param name="machineOf">The machine of a name in the cluster's namespace; null: none.</param>
    public static Dictionary<string, string> AgainstCluster(
        LustreCluster cluster, IReadOnlyList<WantedMachine> machines, IEnumerable<LustreCluster> clusters, Func<string, LustreMachine?> machineOf)
    {
        Dictionary<string, string> taken = [];
        HashSet<string> free = [];
        foreach (string name in machines.Select(wanted => wanted.Name))
        {
            switch (machineOf(name))
            {
                case null:
                    free.Add(name);
                    break;
                case { } machine when machine.Spec.Cluster != cluster.Metadata.Name:
                    taken[name] = machine.Spec.Cluster;
                    break;
            }
        }

        // Only `a` and `a-b` can want the same name. A machine that exists keeps it; of two new clusters the older one has it.
        foreach (LustreCluster other in clusters.Where(other => MayCollide(cluster, other) && IsOlder(other, cluster)))
        {
            foreach (WantedMachine wanted in WantedMachine.Of(other).Where(wanted => free.Contains(wanted.Name)))
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
