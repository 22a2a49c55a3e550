using LustreOperator.Libvirt;
using NumaCell = LustreOperator.Libvirt.NumaCell;

namespace LustreOperator.Agent;

/// <summary>What libvirt says the host has, as last read.</summary>
internal sealed record HostInventory(
    HostCapabilities Capabilities,
    IReadOnlyList<PciDevice> PciDevices,
    IReadOnlyList<StoragePool> StoragePools,
    IReadOnlyList<VirtualNetwork> Networks,
    IReadOnlyList<DomainSummary> Domains)
{
    /// <summary>What is there and cannot be read; it is in none of the lists.</summary>
    public IReadOnlyList<UnreadablePart> Unreadable { get; init; } = [];

    /// <summary>What the host's own files say of its PCI functions; null where the agent is not on the host.</summary>
    public IReadOnlyDictionary<PciAddress, FunctionFacts>? Files { get; init; }

    public ValueList<NumaCell> Cells => Capabilities.Cells;

    /// <summary>The NUMA nodes of CPUs.</summary>
    public int[] NodesOf(CpuSet cpus) => [.. Cells.Where(cell => cell.Cpus.Any(cpu => cpus.Contains(cpu.Id))).Select(cell => cell.Id)];

    /// <summary>The NUMA node of a PCI function; null when the firmware does not say.</summary>
    public int? NodeOf(PciAddress address) => Find(address)?.NumaNode;

    /// <summary>The function at an address; null: there is none.</summary>
    public PciDevice? Find(PciAddress address) => PciDevices.FirstOrDefault(device => device.Address == address);

    /// <summary>The other endpoints of a function's IOMMU group: bridges do not count, they are never passed through nor in the way.</summary>
    public IEnumerable<PciDevice> SiblingsOf(PciDevice function) =>
        PciDevices.Where(other => other.Address != function.Address && !other.IsBridge
            && other.IommuGroup is not null && other.IommuGroup.Number == function.IommuGroup?.Number);

    /// <summary>The domain that has a function now; null: none.</summary>
    public DomainSummary? HolderOf(PciAddress address) => Domains.FirstOrDefault(domain => domain.HostDevices.Contains(address));

    /// <summary>What the host itself uses a function for; null: nothing, or nothing that the agent can see.</summary>
    public string? HostUseOf(PciAddress address) => Files?.GetValueOrDefault(address)?.HostUse;
}
