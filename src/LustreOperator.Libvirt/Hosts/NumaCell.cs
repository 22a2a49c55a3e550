namespace LustreOperator.Libvirt;

/// <summary>One NUMA node of a host.</summary>
public sealed record NumaCell
{
    public required int Id { get; init; }

    /// <summary>All its memory, in KiB.</summary>
    public required long MemoryKiB { get; init; }

    public required ValueList<HostCpu> Cpus { get; init; }

    public required ValueList<PagePool> Pages { get; init; }

    /// <summary>To this and every other node; empty when the firmware does not say.</summary>
    public ValueList<NumaDistance> Distances { get; init; }
}
