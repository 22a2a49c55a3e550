using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>What a phase holds back of the phases after it.</summary>
internal enum PhaseHold
{
    Nothing,

    /// <summary>Later phases do nothing. What they tell of the cluster is told all the same.</summary>
    Steps,

    /// <summary>Later phases are not asked: the cluster is gone, or cannot be read. What they told before stays in its status.</summary>
    Everything,
}

/// <summary>What stands in the way.</summary>
/// <param name="Reason">A word for programs.</param>
/// <param name="Message">What is, and what to do.</param>
internal sealed record ClusterFault(string Reason, string Message);

/// <summary>A condition, without times and generation, and the Event that tells of it when it comes or says something else; null: none does.</summary>
internal sealed record ToldCondition(Condition Condition, EventType? Event)
{
    public static ToldCondition Of(string type, ConditionStatus status, string reason, string message, EventType? told = null) =>
        new(new Condition { Type = type, Status = status, Reason = reason, Message = message }, told);
}

/// <summary>
/// What a phase found out, of which it makes its part of the status once the steps are done: why things are so is known by the plan, how they are by the
/// stores. Pure.
/// </summary>
internal interface IPhaseFacts
{
    IEnumerable<ToldCondition> Conditions(ClusterNow now) => [];

    /// <summary>Why the cluster is not Ready though nothing stands in the way, beside its machines that are not as wanted.</summary>
    IEnumerable<string> Problems(ClusterNow now) => [];

    /// <summary>The status with the phase's own part in it.</summary>
    LustreClusterStatus Into(LustreClusterStatus status, ClusterNow now) => status;
}

/// <summary>What one phase makes of a look at a cluster: what to do now, and what to tell.</summary>
internal sealed record PhasePlan
{
    /// <summary>The steps, in order; one that fails ends the cluster's plan.</summary>
    public IReadOnlyList<ClusterAction> Actions { get; init; } = [];

    /// <summary>Whether the steps come before those of all other phases: what gives something back waits for no step that may be refused.</summary>
    public bool GoesFirst { get; init; }

    /// <summary>What stands in the way; null: nothing. Of several phases' faults that of the first is told.</summary>
    public ClusterFault? Fault { get; init; }

    /// <summary>What later phases must leave until this one is done.</summary>
    public PhaseHold Holds { get; init; }

    /// <summary>Why nobody can tell what later phases are about; null: they tell what is.</summary>
    public ClusterFault? HoldsFor { get; init; }

    /// <summary>Whether some of the cluster waits for what others have.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>When to look again if nothing happens before; null: an event is enough.</summary>
    public TimeSpan? LookAgainAfter { get; init; }

    /// <summary>What hosts have and who holds it once the steps are done; null: as before.</summary>
    public PlacementLedger? Places { get; init; }

    /// <summary>What the user should know of the steps although nothing stands in their way; a dry run prints it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The word of the Event that tells the notes of all phases once all steps are done; null: none does.</summary>
    public string? NotesReason { get; init; }

    /// <summary>Its part of the status; null: it has none.</summary>
    public IPhaseFacts? Facts { get; init; }

    /// <summary>The same where an earlier phase holds it back: nothing is done, and nothing stands in this one's way.</summary>
    public PhasePlan Waiting() => new() { Facts = Facts };
}
