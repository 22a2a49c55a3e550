namespace LustreOperator.Api;

/// <summary>The numbers behind the strings of the status, for programs.</summary>
public sealed record MachineCounts
{
    public int Wanted { get; init; }

    public int Placed { get; init; }

    public int ShouldRun { get; init; }

    public int Running { get; init; }

    public int InSync { get; init; }

    public int Ready { get; init; }
}
