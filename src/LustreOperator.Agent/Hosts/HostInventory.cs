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
    public ValueList<NumaCell> Cells => Capabilities.Cells;

    public static async Task<HostInventory> ReadAsync(IHypervisor hypervisor, HostFacts facts, CancellationToken cancel) => new(
        await facts.CapabilitiesAsync(cancel),
        await hypervisor.ListPciDevicesAsync(cancel),
        await hypervisor.ListStoragePoolsAsync(cancel),
        await hypervisor.ListNetworksAsync(cancel),
        await hypervisor.ListDomainsAsync(cancel));

    /// <summary>The NUMA nodes of CPUs.</summary>
    public int[] NodesOf(CpuSet cpus) => [.. Cells.Where(cell => cell.Cpus.Any(cpu => cpus.Contains(cpu.Id))).Select(cell => cell.Id)];

    /// <summary>The NUMA node of a PCI function; null when the firmware does not say.</summary>
    public int? NodeOf(PciAddress address) => PciDevices.FirstOrDefault(device => device.Address == address)?.NumaNode;
}
