using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The host's inventory as last read; swapped whole.</summary>
internal sealed class InventoryCache(IHypervisor hypervisor, HostFacts facts, HostFilesAccess? files, TimeProvider time)
{
    /// <summary>Machines that start side by side share one look at the host.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(500);

    private volatile Reading? _last;

    public HostInventory? Last => _last?.Inventory;

    public async Task<HostInventory> ReadAsync(CancellationToken cancel)
    {
        long began = time.GetTimestamp();
        var inventory = new HostInventory(
            await facts.RefreshAsync(cancel),
            await hypervisor.ListPciDevicesAsync(cancel),
            await hypervisor.ListStoragePoolsAsync(cancel),
            await hypervisor.ListNetworksAsync(cancel),
            await hypervisor.ListDomainsAsync(cancel))
        {
            Files = files is null ? null : await files.ReadAsync(cancel),
        };
        _last = new Reading(inventory, began);
        return inventory;
    }

    /// <summary>What was read just now, or else reads it: for decisions that the host's state may have overtaken.</summary>
    public async Task<HostInventory> FreshAsync(CancellationToken cancel) =>
        _last is { } last && time.GetElapsedTime(last.Began) < s_fresh ? last.Inventory : await ReadAsync(cancel);

    private sealed record Reading(HostInventory Inventory, long Began);
}
