using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>The condition Ready, from what all phases say, and the counts of machines. Pure.</summary>
internal static class ClusterSummary
{
    /// <summary>So many problems are named in a message; the rest are counted.</summary>
    private const int Named = 4;

    public static MachineCounts Counts(ClusterNow now) => new()
    {
        Wanted = now.Wanted.Count,
        Placed = now.Placed.Count,
        ShouldRun = now.Wanted.Count(want => want.PowerState == PowerState.Running),
        Running = now.Placed.Count(machine => machine.Wanted.PowerState == PowerState.Running && MachineHealth.Runs(machine.Machine)),
        InSync = now.Placed.Count(machine => MachineHealth.IsInSync(machine.Machine)),
        Ready = now.Placed.Count(machine => MachineHealth.IsAsWanted(machine.Wanted, machine.Machine)),
    };

    /// <summary>Whether the cluster is as wanted, and if not why.</summary>
    /// <param name="plan">What its phases say.</param>
    /// <param name="now">The cluster after the steps.</param>
    /// <param name="counts">The numbers of its machines.</param>
    /// <param name="refusal">The step that was refused; null: none was. What holds a cluster back as a whole is told before it.</param>
    public static ToldCondition Ready(ClusterPlan plan, ClusterNow now, MachineCounts counts, ClusterFault? refusal)
    {
        PhasePlan[] faulty = [.. plan.Phases.Where(phase => phase.Fault is not null)];
        string[] problems = [.. Problems(now), .. plan.Phases.SelectMany(phase => phase.Facts?.Problems(now) ?? [])];
        return (faulty.FirstOrDefault(phase => phase.Holds != PhaseHold.Nothing)?.Fault ?? refusal ?? faulty.FirstOrDefault()?.Fault) is { } fault
            ? ToldCondition.Of(ConditionTypes.Ready, ConditionStatus.False, fault.Reason, fault.Message)
        : problems.Length > 0
            ? ToldCondition.Of(
                ConditionTypes.Ready, now.Placed.Any(placed => MachineHealth.IsUnknown(placed.Machine)) ? ConditionStatus.Unknown : ConditionStatus.False,
                ClusterReasons.MachinesNotReady, $"{counts.Ready} of {counts.Wanted} machines are as wanted; {Some(problems)}")
        : ToldCondition.Of(
            ConditionTypes.Ready, ConditionStatus.True, counts.ShouldRun == 0 ? ConditionReasons.PoweredOff : ClusterReasons.AllMachinesReady,
            counts.ShouldRun == 0 ? $"all {counts.Wanted} machines are off, as wanted" : $"all {counts.Wanted} machines are as wanted", EventType.Normal);
    }

    /// <summary>The first of some words, and how many more there are.</summary>
    public static string Some(string[] texts) => string.Join("; ", texts.Take(Named)) + (texts.Length > Named ? $"; and {texts.Length - Named} more" : "");

    private static IEnumerable<string> Problems(ClusterNow now)
    {
        HashSet<string> there = [.. now.Placed.Select(placed => placed.Wanted.Name)];
        return
        [
            .. from want in now.Wanted
               where !there.Contains(want.Name)
               select $"{want.Name}: not created yet",
            .. from placed in now.Placed
               where !MachineHealth.IsAsWanted(placed.Wanted, placed.Machine)
               select $"{placed.Wanted.Name}: {MachineHealth.Problem(placed.Machine)}",
            .. from placed in now.Placed
               where MachineHealth.IsAsWanted(placed.Wanted, placed.Machine) && !MachineHealth.IsInSync(placed.Machine)
               select $"{placed.Wanted.Name}: {placed.Machine.Status?.Conditions.Find(MachineConditionTypes.RestartRequired)?.Message}",
        ];
    }
}
