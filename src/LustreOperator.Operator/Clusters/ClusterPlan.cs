using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>What all phases make of one look at a cluster.</summary>
internal sealed record ClusterPlan
{
    private ClusterPlan()
    {
    }

    /// <summary>What it was made from.</summary>
    public required ClusterLook Look { get; init; }

    /// <summary>What each phase says, in order; those after one that holds everything back were not asked.</summary>
    public required IReadOnlyList<PhasePlan> Phases { get; init; }

    /// <summary>The steps, in order; a step that fails ends the plan.</summary>
    public required IReadOnlyList<ClusterAction> Actions { get; init; }

    /// <summary>Machines, as they are to be, that are given something which others could have too.</summary>
    public IEnumerable<Api.LustreMachine> Claims => Actions.Select(action => action.Claim).OfType<Api.LustreMachine>();

    /// <summary>Why nobody can tell what the cluster asks for; null: it is known.</summary>
    public ClusterFault? HeldFor => Phases.Select(phase => phase.HoldsFor).FirstOrDefault(fault => fault is not null);

    /// <summary>Whether some of the cluster waits for what others have.</summary>
    public bool IsWaiting => Phases.Any(phase => phase.IsWaiting);

    /// <summary>When to look again if nothing happens before.</summary>
    public TimeSpan? LookAgainAfter => Phases.Min(phase => phase.LookAgainAfter);

    /// <summary>What the user should know of the steps.</summary>
    public IReadOnlyList<string> Notes => [.. Phases.SelectMany(phase => phase.Notes)];

    /// <summary>What of the cluster cannot be read; null: all can.</summary>
    public string? Unreadable => Facts<ValidationFacts>()?.Unreadable;

    public IReadOnlyList<SpecFault> Faults => Facts<ValidationFacts>()?.Faults ?? [];

    /// <summary>Why existing machines keep their old resources, in words, by machine.</summary>
    public IReadOnlyDictionary<string, string> Outdated => Facts<ChangeFacts>()?.Outdated ?? new Dictionary<string, string>();

    /// <summary>Why machines have no place; null: all have.</summary>
    public PlacementFailure? Unplaced => Facts<PlacementFacts>()?.Unplaced;

    /// <summary>The plan of what the phases say.</summary>
    public static ClusterPlan Of(ClusterLook look, IReadOnlyList<PhasePlan> phases) => new()
    {
        Look = look,
        Phases = phases,
        Actions = [.. phases.OrderBy(phase => !phase.GoesFirst).SelectMany(phase => phase.Actions)],
    };

    /// <summary>What a phase found out; null: it was not asked.</summary>
    public T? Facts<T>()
        where T : class, IPhaseFacts => Phases.Select(phase => phase.Facts).OfType<T>().FirstOrDefault();
}
