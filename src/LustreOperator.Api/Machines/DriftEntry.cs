namespace LustreOperator.Api;

/// <summary>A field of the domain that is not as wanted.</summary>
public sealed record DriftEntry
{
    public string Field { get; init => field = value ?? ""; } = "";

    public string Desired { get; init => field = value ?? ""; } = "";

    public string Actual { get; init => field = value ?? ""; } = "";

    public DateTimeOffset Since { get; init; }
}
