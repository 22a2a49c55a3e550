using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>What a phase holds back of the phases after it, from nothing to everything.</summary>
internal enum PhaseHold
{
    Nothing,

    /// <summary>A domain that is off is not started; what runs is seen to.</summary>
    Start,

    /// <summary>Later phases do nothing. What they tell of the machine is told all the same.</summary>
    Everything,
}

/// <summary>What a phase found out that the status tells: values, of which the phase alone makes the status's text.</summary>
internal interface IPhaseFacts
{
    /// <summary>The status with the phase's own part in it.</summary>
    LustreMachineStatus Into(LustreMachineStatus status);
}

/// <summary>What one phase makes of a look at a machine: what to do now, and what to tell.</summary>
internal sealed record PhasePlan
{
    /// <summary>The steps, in order; one that fails ends the machine's plan.</summary>
    public IReadOnlyList<MachineAction> Actions { get; init; } = [];

    /// <summary>Whether the steps come after those of all other phases: one that fails, or takes long, stops nothing else.</summary>
    public bool GoesLast { get; init; }

    /// <summary>What stands in the way; null: nothing. Of several phases' faults that of the latest is told: an earlier one let it go on.</summary>
    public MachineFault? Fault { get; init; }

    /// <summary>What later phases must leave until this one is done.</summary>
    public PhaseHold Holds { get; init; }

    /// <summary>Why a start is held back, where that is a fault; null: it is no fault.</summary>
    public MachineFault? HoldsFor { get; init; }

    /// <summary>When to look again if nothing happens before; null: an event or the resync is enough.</summary>
    public TimeSpan? LookAgainAfter { get; init; }

    /// <summary>Whether the rest is planned, in the same round, from what the steps have made: a volume is read back before a disk is made of it.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Why the machine is not Ready though nothing stands in the way, as while it shuts down; null: not for this phase.</summary>
    public MachineFault? Unready { get; init; }

    /// <summary>What is wrong beside a machine that may be Ready all the same; an Event tells of it when it begins. Null: nothing.</summary>
    public MachineFault? Beside { get; init; }

    /// <summary>What is not as wanted.</summary>
    public IReadOnlyList<DomainDifference> Differences { get; init; } = [];

    /// <summary>The phase's conditions, without times and generation.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>The rest of its part of the status; null: it has none.</summary>
    public IPhaseFacts? Facts { get; init; }

    /// <summary>The same where an earlier phase holds everything back: nothing is done, and nothing stands in this one's way.</summary>
    public PhasePlan Waiting() => this with { Actions = [], Fault = null, Holds = default, HoldsFor = null, LookAgainAfter = null, GoesOn = false };
}
