namespace LustreOperator.Api;

/// <summary>The numbers behind the strings of the status, for programs. All are 0 while the spec has faults.</summary>
public sealed record MachineCounts
{
    /// <summary>Machines that the spec asks for.</summary>
    public int Wanted { get; init; }

    /// <summary>Of those, the ones whose object exists and is not being deleted.</summary>
    public int Placed { get; init; }

    /// <summary>Wanted ones whose power state is Running.</summary>
    public int ShouldRun { get; init; }

    /// <summary>Of <see cref="ShouldRun"/>, the ones whose domain runs and whose host is heard of.</summary>
    public int Running { get; init; }

    /// <summary>Of <see cref="Placed"/>, the ones that are as their own spec says, those that are off as wanted included.</summary>
    public int InSync { get; init; }

    /// <summary>Of <see cref="Placed"/>, the ones that are, and do, what the cluster asks.</summary>
    public int Ready { get; init; }
}
