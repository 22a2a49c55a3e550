namespace LustreOperator.Api;

public sealed record MachineMemory
{
    public Quantity Size { get; init => field = value ?? Quantity.Unset; } = Quantity.Unset;

    /// <summary>Huge page size; null: normal pages.</summary>
    public Quantity? Hugepages { get; init; }

    /// <summary>The NUMA nodes that memory is strictly bound to; null: not bound.</summary>
    public CpuSet? NumaNodes { get; init; }
}
