namespace LustreOperator.Placement;

/// <summary>Chooses hosts, CPUs, memory nodes and devices for machines. Pure: the same problem has the same answer.</summary>
public static class Placer
{
    /// <summary>All wishes, or none and the reasons. See README.md for the rules and the score.</summary>
    public static PlacementResult Place(PlacementProblem problem) => throw new NotSupportedException();
}
