namespace LustreOperator.Api;

public sealed record MachineMemory
{
    public Quantity Size { get; init => field = value ?? Quantity.Unset; } = Quantity.Unset;

    /// <summary>Huge page size; null: normal pages.</summary>
    public Quantity? Hugepages { get; init; }

    /// <summary>The NUMA nodes that memory is strictly bound to, a <see cref="CpuList"/>; null: not bound.</summary>
    public string? NumaNodes { get; init; }
}
