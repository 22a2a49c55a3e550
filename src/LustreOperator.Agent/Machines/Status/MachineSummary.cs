using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The condition Ready, from what all phases say, and what the conditions of several phases have in common. Pure.</summary>
internal static class MachineSummary
{
    /// <summary>Whether the machine is as wanted, and if not why.</summary>
    /// <param name="plan">What its phases say.</param>
    /// <param name="fault">What stands in the way; null: nothing.</param>
    public static Condition Ready(MachinePlan plan, MachineFault? fault)
    {
        MachineObservation observed = plan.Look.Observed;
        DomainSnapshot? active = plan.Look.Active;
        MachineFault? unready = plan.Phases.FirstOrDefault(phase => phase.Unready is not null)?.Unready;
        DomainDifference[] differences = [.. plan.Differences.Where(difference => difference.IsOutOfSync)];
        bool isHeldUp = active is not null && observed.Jobs.Count > 0 && (unready is not null || observed.IsRestarting || differences.Length > 0);
        (ConditionStatus status, string reason, string message) =
            fault is not null
                ? (fault.Reason == ConditionReasons.LibvirtUnreachable ? ConditionStatus.Unknown : ConditionStatus.False, fault.Reason, fault.Message)
            : isHeldUp ? Because(MachineJobs.Fault(observed))
            : unready is not null ? Because(unready)
            : differences.Length > 0
                ? (ConditionStatus.False, Obstacle(differences) ?? MachineReasons.Drifted, string.Join("; ", differences.AsEnumerable()))
            : (ConditionStatus.True, MachineReasons.Running, $"domain {active?.Identity.Name} runs");
        return new Condition { Type = ConditionTypes.Ready, Status = status, Reason = reason, Message = message };
    }

    /// <summary>Whether a part of what runs is as wanted.</summary>
    /// <param name="type">The condition.</param>
    /// <param name="look">The machine.</param>
    /// <param name="differences">What of the part is not.</param>
    /// <param name="inSync">What to say where all is.</param>
    public static Condition Sync(string type, MachineLook look, IEnumerable<DomainDifference> differences, string inSync)
    {
        DomainDifference[] wrong = [.. differences.Where(difference => difference.IsOutOfSync)];
        (ConditionStatus status, string reason, string message) =
            look.Active is null ? (ConditionStatus.Unknown, MachineReasons.NotRunning, "the domain does not run")
            : wrong.Length == 0 ? (ConditionStatus.True, ConditionReasons.InSync, inSync)
            : (ConditionStatus.False, MachineReasons.Drifted, string.Join("; ", wrong.AsEnumerable()));
        return new Condition { Type = type, Status = status, Reason = reason, Message = message };
    }

    /// <summary>The reason of the first difference that has one of its own; null: none has.</summary>
    public static string? Obstacle(IEnumerable<DomainDifference> differences) =>
        differences.Select(difference => difference.Obstacle ?? difference.LeftAlone).FirstOrDefault(obstacle => obstacle is not null);

    private static (ConditionStatus, string, string) Because(MachineFault fault) => (ConditionStatus.False, fault.Reason, fault.Message);
}
