namespace LustreOperator.Api;

public sealed record NumaCell
{
    public int Id { get; init; }

    /// <summary>All memory of the node, in KiB, huge pages included.</summary>
    public long MemoryKiB { get; init; }

    public IReadOnlyList<HostCpu> Cpus { get; init => field = value ?? []; } = [];

    public IReadOnlyList<HugepagePool> Hugepages { get; init => field = value ?? []; } = [];

    /// <summary>Distance to each of the status's cells in their order, 10 for this one itself (ACPI's SLIT); empty: the firmware does not say.</summary>
    public IReadOnlyList<int> Distances { get; init => field = value ?? []; } = [];
}
