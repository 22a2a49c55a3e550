namespace LustreOperator.Api;

public sealed record NumaCell
{
    public int Id { get; init; }

    /// <summary>All memory of the node, in KiB, huge pages included.</summary>
    public long MemoryKiB { get; init; }

    public IReadOnlyList<HostCpu> Cpus { get; init => field = value ?? []; } = [];

    public IReadOnlyList<HugepagePool> Hugepages { get; init => field = value ?? []; } = [];
}
