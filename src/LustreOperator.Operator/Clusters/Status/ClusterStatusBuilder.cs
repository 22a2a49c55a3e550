using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>The status of a cluster, put together from what the phases of its plan say of what is after the plan's steps. Pure.</summary>
internal static class ClusterStatusBuilder
{
    /// <summary>Builds it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="machines">The cluster's machines, as they are after the plan's steps.</param>
    /// <param name="refusal">Why a step failed; null when none did.</param>
    /// <param name="before">The status until now; null: there is none.</param>
    /// <param name="now">The time, for transitions.</param>
    /// <returns>The status, and its conditions with the Events that tell of them.</returns>
    public static (LustreClusterStatus Status, IReadOnlyList<ToldCondition> Told) Build(
        ClusterPlan plan, IReadOnlyList<LustreMachine> machines, ClusterFault? refusal, LustreClusterStatus? before, DateTimeOffset now)
    {
        var outcome = ClusterNow.Of(plan, machines);
        long generation = outcome.Cluster.Metadata.Generation ?? 0;
        if (plan.Phases is [.., { Holds: PhaseHold.Everything, Fault: { } blind } last])
        {
            return Failed(before, generation, blind, now, [.. last.Facts?.Conditions(outcome) ?? []]);
        }

        MachineCounts counts = ClusterSummary.Counts(outcome);
        ToldCondition[] told =
            [ClusterSummary.Ready(plan, outcome, counts, refusal), .. plan.Phases.SelectMany(phase => phase.Facts?.Conditions(outcome) ?? [])];
        var status = new LustreClusterStatus
        {
            ObservedGeneration = generation,
            Placed = $"{counts.Placed}/{counts.Wanted}",
            Running = $"{counts.Running}/{counts.ShouldRun}",
            InSync = $"{counts.InSync}/{counts.Wanted}",
            Machines = counts,
            Conditions = told.Select(condition => condition.Condition with { ObservedGeneration = generation }).WithTransitions(before?.Conditions, now),
        };
        return (plan.Phases.Aggregate(status, (whole, phase) => phase.Facts?.Into(whole, outcome) ?? whole), told);
    }

    /// <summary>The status when it cannot be told what is: what was known stays, and Ready says why no more is.</summary>
    /// <param name="before">The status until now; null: there is none.</param>
    /// <param name="generation">Generation of the cluster.</param>
    /// <param name="fault">What stands in the way.</param>
    /// <param name="now">The time, for transitions.</param>
    /// <param name="said">What else is known.</param>
    public static (LustreClusterStatus Status, IReadOnlyList<ToldCondition> Told) Failed(
        LustreClusterStatus? before, long generation, ClusterFault fault, DateTimeOffset now, params IReadOnlyList<ToldCondition> said)
    {
        before ??= new LustreClusterStatus();

        // Whoever knows more tells it in an Event of its own.
        EventType? news = said.Count == 0 ? EventType.Warning : null;
        ToldCondition[] told = [ToldCondition.Of(ConditionTypes.Ready, ConditionStatus.False, fault.Reason, fault.Message, news), .. said];
        IReadOnlyList<Condition> conditions = [.. told.Select(condition => condition.Condition with { ObservedGeneration = generation })];
        IEnumerable<Condition> others = before.Conditions.Where(condition => conditions.Find(condition.Type) is null);
        return (before with { ObservedGeneration = generation, Conditions = conditions.Concat(others).WithTransitions(before.Conditions, now) }, told);
    }
}
