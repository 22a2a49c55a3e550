using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Power;

/// <summary>What stands in the way of a request, found before anything is written: all or nothing.</summary>
internal static class PowerCheck
{
    /// <summary>Throws where something cannot be done at all; tells on the error stream of what the operator will not do for now.</summary>
    /// <param name="verb">The request.</param>
    /// <param name="requests">By cluster.</param>
    /// <param name="machines">All machines of the namespace.</param>
    /// <param name="wait">Whether the user waits for it: what does not happen is then refused.</param>
    /// <param name="shell">Takes what is told.</param>
    public static void Run(PowerVerb verb, IReadOnlyList<PowerRequest> requests, IReadOnlyList<LustreMachine> machines, bool wait, Shell shell)
    {
        foreach (PowerRequest request in requests)
        {
            PowerChange change = new(verb, new GroupList(Groups(request.Cluster)), new OverrideList(null), shell.Time.GetUtcNow());
            PowerWriter.Lines(request, request.Cluster, machines, change);
        }

        if (verb == PowerVerb.Restart
            && !requests.Any(request => WantedMachine.Of(request.Cluster).Any(wanted => request.Has(wanted) && Follows(verb, wanted))))
        {
            throw new CommandException("all of these machines are off, so none can restart; kubectl lustre start starts them");
        }

        foreach (string fact in requests.Select(request => Obstacle(request, machines)).OfType<string>())
        {
            if (wait)
            {
                throw new CommandException($"{fact}; leave --wait out, or see to that first");
            }

            shell.Error.WriteLine(fact);
        }
    }

    /// <summary>Whether the request does something about a machine: one that is off does not restart.</summary>
    public static bool Follows(PowerVerb verb, WantedMachine wanted) => verb != PowerVerb.Restart || wanted.PowerState == PowerState.Running;

    // Why nothing happens until somebody does something else. Conditions about an earlier spec tell nothing.
    private static string? Obstacle(PowerRequest request, IReadOnlyList<LustreMachine> machines)
    {
        LustreCluster cluster = request.Cluster;
        if (cluster.Spec.Paused)
        {
            return $"cluster {cluster.Metadata.Name} is paused, so nothing happens until its spec.paused is false";
        }

        if (cluster.Status is { } status && status.ObservedGeneration == cluster.Metadata.Generation
            && status.Conditions.Find(ClusterConditionTypes.Accepted) is { Status: ConditionStatus.False } refused)
        {
            return $"nothing happens to cluster {cluster.Metadata.Name} until the faults of its spec are mended: {refused.Message}";
        }

        string[] missing =
        [
            .. WantedMachine.Of(cluster).Where(request.Has).Select(wanted => wanted.Name)
                .Where(name => !machines.Any(machine => machine.Metadata.Name == name && machine.Metadata.DeletionTimestamp is null)),
        ];
        return missing.Length == 0 ? null
            : $"of cluster {cluster.Metadata.Name} {(missing.Length == 1 ? $"{missing[0]} has" : $"{missing.Length} machines have")} no place yet: kubectl lustre why {cluster.Metadata.Name}";
    }

    private static JsonArray Groups(LustreCluster cluster) =>
        new([.. cluster.Spec.Machines.Select(group => new JsonObject { ["name"] = group.Name })]);
}
