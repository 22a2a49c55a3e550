using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>The status of a cluster from its machines and the plan. Pure.</summary>
internal static class ClusterStatusBuilder
{
    /// <summary>So many host names fit into the column's string.</summary>
    private const int MaxHosts = 256;

    /// <summary>Builds it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="machines">Its machines, as they are after the plan's steps.</param>
    /// <param name="plan">What was found wrong or impossible.</param>
    /// <param name="refusal">Why a step failed; null when none did.</param>
    /// <param name="now">The time, for transitions.</param>
    public static LustreClusterStatus Build(
        LustreCluster cluster, IReadOnlyList<LustreMachine> machines, ClusterPlan plan, string? refusal, DateTimeOffset now)
    {
        if (plan.Unreadable is { } unreadable)
        {
            string words = $"nothing is done for the cluster, because something of it cannot be read; its machines stay as they are. {unreadable}";
            return Failed(cluster, ConditionReasons.Unreadable, words, now);
        }

        IReadOnlyList<WantedMachine> wanted = plan.Faults.Count > 0 ? [] : WantedMachine.Of(cluster);
        Dictionary<string, LustreMachine> there = machines.Where(machine => machine.Metadata.DeletionTimestamp is null)
            .ToDictionary(machine => machine.Metadata.Name);
        (WantedMachine Wanted, LustreMachine Machine)[] placed =
            [.. from want in wanted where there.ContainsKey(want.Name) select (want, there[want.Name])];
        var counts = new MachineCounts
        {
            Wanted = wanted.Count,
            Placed = placed.Length,
            ShouldRun = wanted.Count(want => want.PowerState == PowerState.Running),
            Running = placed.Count(machine => machine.Wanted.PowerState == PowerState.Running && MachineHealth.Runs(machine.Machine)),
            InSync = placed.Count(machine => MachineHealth.IsInSync(machine.Machine)),
            Ready = placed.Count(machine => MachineHealth.IsAsWanted(machine.Wanted, machine.Machine)),
        };
        var facts = new ClusterFacts(cluster, wanted, placed, machines, plan, refusal, counts);
        return new LustreClusterStatus
        {
            ObservedGeneration = cluster.Metadata.Generation ?? 0,
            Placed = $"{counts.Placed}/{counts.Wanted}",
            Running = $"{counts.Running}/{counts.ShouldRun}",
            InSync = $"{counts.InSync}/{counts.Wanted}",
            Hosts = string.Join(',', there.Values.Select(machine => machine.Spec.Host).Distinct().Order(StringComparer.Ordinal).Take(MaxHosts)),
            Hcas = there.Values.Sum(machine => machine.Spec.Networks.Count(network => network.Device is not null)),
            Lnet = LnetTopology.Of(wanted, cluster.Spec.Networks),
            Machines = counts,
            Conditions = ClusterConditions.Of(facts)
                .Select(condition => condition with { ObservedGeneration = cluster.Metadata.Generation ?? 0 })
                .WithTransitions(cluster.Status?.Conditions, now),
        };
    }

    /// <summary>The status when it cannot be told what is: what was known stays, and Ready and Accepted say why no more is.</summary>
    public static LustreClusterStatus Failed(LustreCluster cluster, string reason, string message, DateTimeOffset now)
    {
        LustreClusterStatus before = cluster.Status ?? new LustreClusterStatus();
        long generation = cluster.Metadata.Generation ?? 0;
        Condition Say(string type) => new() { Type = type, Status = ConditionStatus.False, Reason = reason, Message = message, ObservedGeneration = generation };
        string[] said = reason == ConditionReasons.Unreadable ? [ConditionTypes.Ready, ClusterConditionTypes.Accepted] : [ConditionTypes.Ready];
        return before with
        {
            ObservedGeneration = generation,
            Conditions = said.Select(Say).Concat(before.Conditions.Where(condition => !said.Contains(condition.Type))).WithTransitions(before.Conditions, now),
        };
    }
}
