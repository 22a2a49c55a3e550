using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>What to do about a cluster now, and what the status has to say of it.</summary>
internal sealed record ClusterPlan
{
    /// <summary>The steps, in order; a step that fails ends the plan.</summary>
    public IReadOnlyList<ClusterAction> Actions { get; init; } = [];

    /// <summary>
    /// Machines, as they are to be, that are given something which others could have too: CPUs, memory, devices, volumes. Without a status: what they have is
    /// counted beside it, and may become less while this is written.
    /// </summary>
    public IEnumerable<LustreMachine> Claims => Actions.Select(action => action switch
    {
        CreateMachine create => create.Machine,
        UpdateMachine { GivesResources: true } update => update.Machine with { Spec = update.Spec, Status = null },
        _ => null,
    }).OfType<LustreMachine>();

    /// <summary>What of the cluster cannot be read; then nothing is done for it but to let go what is being deleted.</summary>
    public string? Unreadable { get; init; }

    public IReadOnlyList<SpecFault> Faults { get; init; } = [];

    /// <summary>Why machines have no place.</summary>
    public PlacementFailure? Unplaced { get; init; }

    /// <summary>Whether some of the cluster waits for what others have.</summary>
    public bool IsWaiting => Unplaced is not null || Outdated.Count > 0;

    /// <summary>The word for <see cref="Unplaced"/> where it is not that they do not fit.</summary>
    public string? UnplacedReason { get; init; }

    /// <summary>Why existing machines keep their old resources, in words, by machine.</summary>
    public IReadOnlyDictionary<string, string> Outdated { get; init; } = new Dictionary<string, string>();

    /// <summary>True if the search for the new places stopped at its limit although everything fits: <see cref="Notes"/> says what may be better.</summary>
    public bool IsSearchCutShort { get; init; }

    /// <summary>What the user should know of new places although everything fits.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
