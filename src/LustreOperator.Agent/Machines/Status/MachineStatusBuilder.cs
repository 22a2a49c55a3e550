using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>The status of a machine, put together from what its phases say of what was read back, never from what was done. Pure.</summary>
internal static class MachineStatusBuilder
{
    /// <summary>The CRD's maximum of status.drift; the conditions name the rest.</summary>
    internal const int MaxDrift = 64;

    /// <summary>The status of a machine that can be read.</summary>
    /// <param name="plan">What its phases say of what is now.</param>
    /// <param name="acted">
    /// The plan whose steps were carried out: the spec is taken in if nothing stood in the way of all that it asks for and nothing was put
    /// off, whatever was seen since.
    /// </param>
    /// <param name="failure">What failed, which is told before anything that stands in the way of the next steps; null: nothing.</param>
    /// <param name="before">The conditions until now, for the times of transitions.</param>
    public static LustreMachineStatus Build(MachinePlan plan, MachinePlan acted, MachineFault? failure, IReadOnlyList<Condition>? before)
    {
        LustreMachine machine = plan.Look.Machine;
        MachineFault? fault = failure ?? plan.Fault;
        long generation = machine.Metadata.Generation ?? 0;
        DateTimeOffset now = plan.Look.Observed.Now;
        IEnumerable<Condition> conditions = plan.Phases.SelectMany(phase => phase.Conditions)
            .Prepend(MachineSummary.Ready(plan, fault))
            .Select(condition => condition with { ObservedGeneration = generation });
        var status = new LustreMachineStatus
        {
            ObservedGeneration = (failure is null && acted is { Fault: null, IsPutOff: false }) || machine.Status is null
                ? generation
                : machine.Status.ObservedGeneration,
            Drift = [.. plan.Differences.Take(MaxDrift).Select(difference => Entry(difference.Text, machine.Status, now))],
            Conditions = conditions.WithTransitions(before, now),
        };
        return plan.Phases.Select(phase => phase.Facts).OfType<IPhaseFacts>().Aggregate(status, (whole, facts) => facts.Into(whole));
    }

    /// <summary>The status when libvirt does not answer: what was known stays, Ready says that nobody knows.</summary>
    public static LustreMachineStatus Unreadable(LustreMachine machine, MachineFault fault, DateTimeOffset now)
    {
        LustreMachineStatus before = machine.Status ?? new LustreMachineStatus();
        var ready = new Condition
        {
            Type = ConditionTypes.Ready,
            Status = ConditionStatus.Unknown,
            Reason = fault.Reason,
            Message = fault.Message,
            ObservedGeneration = before.ObservedGeneration,
        };
        return before with
        {
            Conditions = new[] { ready }
                .Concat(before.Conditions.Where(condition => condition.Type is not (ConditionTypes.Ready or ConditionTypes.HostReachable)))
                .WithTransitions(before.Conditions, now),
        };
    }

    private static DriftEntry Entry(DriftText difference, LustreMachineStatus? before, DateTimeOffset now) => new()
    {
        Field = difference.Field,
        Desired = difference.Desired,
        Actual = difference.Actual,
        Since = before?.Drift.FirstOrDefault(entry => entry.Field == difference.Field)?.Since ?? now.ToWholeSeconds(),
    };
}
