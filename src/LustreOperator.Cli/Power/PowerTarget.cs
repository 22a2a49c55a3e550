using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Power;

/// <summary>A machine that is there, and that its cluster asks for.</summary>
internal sealed record PowerTarget(LustreMachine Machine, LustreCluster Cluster)
{
    public string Name => Machine.Metadata.Name;

    /// <summary>The machine as its cluster asks for it now.</summary>
    /// <exception cref="CommandException">It does not any more.</exception>
    public WantedMachine WantedBy(LustreCluster cluster) => WantedMachine.Of(cluster).FirstOrDefault(wanted => wanted.Name == Name)
        ?? throw new CommandException($"cluster {cluster.Metadata.Name} no longer asks for machine {Name}, so it is going");

    /// <summary>The machine of that name.</summary>
    /// <exception cref="CommandException">There is none, or nobody asks for it; the message says what to do.</exception>
    public static PowerTarget Find(string name, string inNamespace, IReadOnlyList<LustreMachine> machines, IReadOnlyList<LustreCluster> clusters)
    {
        if (machines.FirstOrDefault(machine => machine.Metadata.Name == name) is not { } found)
        {
            throw new CommandException($"there is no machine {name} in namespace {inNamespace}; {Advice(name, machines, clusters)}");
        }

        if (found.Metadata.DeletionTimestamp is not null)
        {
            throw new CommandException($"machine {name} is being deleted; kubectl lustre why {found.Spec.Cluster} says what its cluster waits for");
        }

        LustreCluster cluster = clusters.FirstOrDefault(cluster => cluster.Metadata.Name == found.Spec.Cluster)
            ?? throw new CommandException(
                $"machine {name} belongs to cluster {found.Spec.Cluster}, which is gone; delete the machine (kubectl delete lm {name})");
        return new PowerTarget(found, cluster);
    }

    private static string Advice(string name, IReadOnlyList<LustreMachine> machines, IReadOnlyList<LustreCluster> clusters)
    {
        if (clusters.FirstOrDefault(cluster => cluster.Metadata.Name == name) is { } cluster)
        {
            string names = string.Join(", ", WantedMachine.Of(cluster).Select(wanted => wanted.Name));
            return $"{name} is a cluster, and its machines are {names}; lc/{name} means all of them";
        }

        return clusters.SelectMany(WantedMachine.Of).Any(wanted => wanted.Name == name)
            ? $"its cluster asks for it, and it has no place yet: see kubectl lustre why {name}"
            : NearNames.Advice(name, machines.Select(machine => machine.Metadata.Name), "there are no machines at all");
    }
}
