using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Agent;

/// <summary>Which steps are told of in Events. Pure.</summary>
internal static class MachineEvents
{
    /// <summary>
    /// The Event of a step; null: its log line is enough. What is made for a machine that has never run goes without one: its start, or the fault that
    /// prevents it, is the news.
    /// </summary>
    public static (EventType Type, string Reason, string Message)? Of(LustreMachine machine, MachineAction action)
    {
        bool isFirst = machine.Status?.RunningSince is null && machine.Status?.Domain is null && action.IsPreparation;
        return action.Reason is not { } reason || (isFirst && !action.IsWarning) ? null
            : (
                action.IsWarning ? EventType.Warning : EventType.Normal,
                reason,
                action.IsRepair ? "changed by somebody else, put right: " + action.Describe() : action.Describe());
    }

    /// <summary>
    /// The faults that begin: a standing one is told once, not at every look, and one beside the machine's only if it is another one.
    /// </summary>
    /// <param name="before">The conditions until now.</param>
    /// <param name="fault">What stands in the machine's way; null: nothing.</param>
    /// <param name="beside">What is wrong beside it.</param>
    public static IEnumerable<MachineFault> Begun(IReadOnlyList<Condition>? before, MachineFault? fault, IEnumerable<MachineFault> beside)
    {
        bool IsTold(MachineFault told, Func<Condition, bool> where) =>
            before?.Any(condition => where(condition) && condition.Reason == told.Reason && condition.Message == ConditionList.Cut(told.Message)) == true;
        return
        [
            .. fault is null || IsTold(fault, condition => condition.Type == ConditionTypes.Ready) ? [] : new[] { fault },
            .. beside.Where(found => found.Message != fault?.Message && !IsTold(found, condition => condition.Type != ConditionTypes.Ready)),
        ];
    }

    /// <summary>
    /// What somebody changed and is left so, as far as it is new. A moved disk is told as a fault; what the status has no place for would be new at every
    /// look, and the condition ChangedByHand alone tells of it.
    /// </summary>
    /// <param name="before">The status until now, cut to what the server takes.</param>
    /// <param name="differences">All that differs now, in the order of the status.</param>
    public static IEnumerable<DomainDifference> NewByHand(LustreMachineStatus? before, IEnumerable<DomainDifference> differences)
    {
        HashSet<(string Field, string Actual)> known = [.. (before?.Drift ?? []).Select(entry => (entry.Field, entry.Actual))];
        return differences.Take(MachineStatusBuilder.MaxDrift).Where(difference =>
            difference.LeftAlone is not (null or MachineReasons.DiskMoved)
            && difference.Text.Field.Length <= StatusLimits.LustreMachine.MaximumOf("drift[].field")
            && !known.Contains((difference.Text.Field, StatusFit.Cut(difference.Text.Actual, StatusLimits.LustreMachine.MaximumOf("drift[].actual")))));
    }
}
