using System.Collections.Immutable;

namespace LustreOperator.Agent;

/// <summary>What all phases make of one look at a machine.</summary>
internal sealed record MachinePlan
{
    private MachinePlan()
    {
    }

    /// <summary>What it was made from.</summary>
    public required MachineLook Look { get; init; }

    /// <summary>What each phase says, in order.</summary>
    public required ImmutableArray<PhasePlan> Phases { get; init; }

    /// <summary>The steps, in order; a step that fails ends the plan.</summary>
    public required IReadOnlyList<MachineAction> Actions { get; init; }

    /// <summary>What stands in the way; null: nothing.</summary>
    public MachineFault? Fault { get; init; }

    /// <summary>Whether steps were left out for a job that is under way with the domain: not all that the spec asks for is done by this plan.</summary>
    public bool IsPutOff { get; init; }

    /// <summary>When to look again if nothing happens before.</summary>
    public TimeSpan? LookAgainAfter { get; init; }

    /// <summary>Whether the rest is planned, in the same round, from what the steps have made.</summary>
    public bool GoesOn { get; init; }

    /// <summary>What is not as wanted, and last what somebody changed and is left so: where there is more than a status holds, that is cut first.</summary>
    public IReadOnlyList<DomainDifference> Differences { get; init; } = [];

    /// <summary>The plan of what the phases say.</summary>
    public static MachinePlan Of(MachineLook look, ImmutableArray<PhasePlan> phases) => new()
    {
        Look = look,
        Phases = phases,
        Actions = [.. phases.Where(phase => !phase.GoesLast).Concat(phases.Where(phase => phase.GoesLast)).SelectMany(phase => phase.Actions)],
        Fault = phases.LastOrDefault(phase => phase.Fault is not null)?.Fault,
        LookAgainAfter = phases.Min(phase => phase.LookAgainAfter),
        GoesOn = phases.Any(phase => phase.GoesOn),
        Differences = [.. phases.SelectMany(phase => phase.Differences).OrderBy(difference => difference.LeftAlone is not null)],
    };
}
