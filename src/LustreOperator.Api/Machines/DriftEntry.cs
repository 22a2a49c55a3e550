namespace LustreOperator.Api;

/// <summary>A field of the domain that is not as wanted.</summary>
public sealed record DriftEntry
{
    public string Field { get; init; } = "";

    public string Desired { get; init; } = "";

    public string Actual { get; init; } = "";

    public DateTimeOffset Since { get; init; }
}
