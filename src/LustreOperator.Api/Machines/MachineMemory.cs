namespace LustreOperator.Api;

public sealed record MachineMemory
{
    public string Size { get; init => field = value ?? ""; } = "";

    public string? Hugepages { get; init; }

    /// <summary>The NUMA nodes that memory is strictly bound to; null: not bound.</summary>
    public CpuSet? NumaNodes { get; init; }
}
