namespace LustreOperator.Operator;

/// <summary>The phases of a cluster, in order: a new concern is a folder and a line here.</summary>
internal static class ClusterPhases
{
    /// <summary>
    /// All of them. What ends or refuses a cluster comes first. Machines that exist come before new ones: what they get is not free any more.
    /// </summary>
    public static IReadOnlyList<ClusterPhase> All { get; } =
    [
        new(ReleasePhase.Plan, tools => new ReleaseHands(tools)),
        new(ValidationPhase.Plan, tools => new ValidationHands(tools)),
        new(ChangePhase.Plan, tools => new ChangeHands(tools)),
        new(PlacementPhase.Plan, tools => new PlacementHands(tools)),
        new(LnetPhase.Plan, _ => new PhaseHands()),
    ];
}
