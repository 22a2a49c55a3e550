using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>Whether the cluster can be served as it is written; one that can is held until its machines are gone. Pure.</summary>
internal static class ValidationPhase
{
    public static PhasePlan Plan(ClusterLook look)
    {
        // The spec of a deleted cluster is not looked at: any can be deleted.
        ValidationFacts facts = look.IsHeld ? new ValidationFacts([], null)
            : look.Cluster.Unreadable is { } unreadable ? new ValidationFacts([], unreadable)
            : new ValidationFacts([.. ClusterValidator.Validate(look.Cluster, look.Observed.TakenNames, look.Observed.Machines), .. LeftBehind(look)], null);
        return new PhasePlan
        {
            Actions = facts.Fault is not null || look.Cluster.Metadata.Finalizers?.Contains(ApiNames.ClusterFinalizer) == true ? []
                : [new AddClusterFinalizer(look.Cluster)],
            Fault = facts.Fault,
            Holds = facts.Unreadable is not null ? PhaseHold.Everything : facts.Faults.Count > 0 ? PhaseHold.Steps : PhaseHold.Nothing,
            HoldsFor = facts.Faults.Count > 0 ? new ClusterFault(ConditionReasons.InvalidSpec, "the spec has faults") : null,
            Facts = facts,
        };
    }

    // Machines of an earlier object of this name, whose finalizer somebody took away or whose deletion left orphans.
    private static IEnumerable<SpecFault> LeftBehind(ClusterLook look) =>
        from machine in look.Observed.Machines
        where !look.Own.ContainsKey(machine.Metadata.Name)
        select new SpecFault(
            "metadata.name",
            $"machine `{machine.Metadata.Name}` of an earlier cluster of this name is still there; delete it first (kubectl delete lm {machine.Metadata.Name})");
}

/// <summary>What is wrong with a cluster as it is written.</summary>
/// <param name="Faults">Every fault of the spec.</param>
/// <param name="Unreadable">What of the object cannot be read; null: all can.</param>
internal sealed record ValidationFacts(IReadOnlyList<SpecFault> Faults, string? Unreadable) : IPhaseFacts
{
    /// <summary>Null: nothing is wrong.</summary>
    public ClusterFault? Fault =>
        Unreadable is not null
            ? new ClusterFault(
                ConditionReasons.Unreadable,
                $"nothing is done for the cluster, because something of it cannot be read; its machines stay as they are. {Unreadable}")
        : Faults.Count > 0
            ? new ClusterFault(ConditionReasons.InvalidSpec, $"{Faults.Count} {(Faults.Count == 1 ? "fault" : "faults")}: {string.Join("; ", Faults)}")
        : null;

    public IEnumerable<ToldCondition> Conditions(ClusterNow now) =>
    [
        Fault is { } fault
            ? ToldCondition.Of(ClusterConditionTypes.Accepted, ConditionStatus.False, fault.Reason, fault.Message, EventType.Warning)
            : ToldCondition.Of(ClusterConditionTypes.Accepted, ConditionStatus.True, ClusterReasons.Valid, "the spec has no fault"),
    ];
}
