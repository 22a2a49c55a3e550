using System.Collections.Immutable;
using LustreOperator.Libvirt;

namespace LustreOperator.Simulation.Shapes;

/// <summary>What a simulated host is made of: what never changes, and what it begins with.</summary>
internal sealed record HostShape
{
    /// <summary>With the page pools all free.</summary>
    public required HostCapabilities Capabilities { get; init; }

    /// <summary>Every PCI function with the driver that the host itself has for it.</summary>
    public required ImmutableSortedDictionary<PciAddress, PciDevice> Devices { get; init; }

    /// <summary>The devices that a function's host driver makes, by libvirt's names: they go when the driver does.</summary>
    public required ImmutableDictionary<PciAddress, ImmutableArray<string>> Children { get; init; }

    /// <summary>Interfaces that guests can be put on and that are no libvirt network.</summary>
    public required ImmutableHashSet<string> Bridges { get; init; }

    public required ImmutableArray<StoragePool> Pools { get; init; }

    public required ImmutableArray<VirtualNetwork> Networks { get; init; }

    /// <summary>Every CPU of the host.</summary>
    public required CpuSet Cpus { get; init; }

    /// <summary>All memory of the host, in KiB.</summary>
    public long MemoryKiB => Capabilities.Cells.Sum(cell => cell.MemoryKiB);
}
