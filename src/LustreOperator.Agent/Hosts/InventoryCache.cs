using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The host's inventory as last read; swapped whole.</summary>
internal sealed class InventoryCache(IHypervisor hypervisor, HostFacts facts)
{
    private volatile HostInventory? _last;

    public HostInventory? Last => _last;

    public async Task<HostInventory> ReadAsync(CancellationToken cancel) => _last = await HostInventory.ReadAsync(hypervisor, facts, cancel);
}
