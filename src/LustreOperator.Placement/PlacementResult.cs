namespace LustreOperator.Placement;

/// <summary>A place for every wish, in the order of the wishes, or none and why.</summary>
public sealed record PlacementResult
{
    /// <summary>One per wish, or empty.</summary>
    public IReadOnlyList<MachineAssignment> Assignments { get; init; } = [];

    /// <summary>Null if every wish has its place.</summary>
    public PlacementFailure? Failure { get; init; }

    /// <summary>What the user should know although everything fits, such as failover partners on one host.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>True if a search stopped at its limit: everything has its place, and <see cref="Notes"/> says what may have a better one.</summary>
    public bool SearchLimitReached { get; init; }
}
