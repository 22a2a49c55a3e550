namespace LustreOperator.Api;

/// <summary>The huge pages of one size on one NUMA node.</summary>
public sealed record HugepagePool
{
    public long SizeKiB { get; init; }

    public long Total { get; init; }
}
