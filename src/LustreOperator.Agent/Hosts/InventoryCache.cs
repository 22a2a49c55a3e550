using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The host's inventory as last read; swapped whole.</summary>
internal sealed class InventoryCache(IHypervisor hypervisor, HostFacts facts, HostFiles? files, TimeProvider time)
{
    /// <summary>Machines that start side by side share one look at the host.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(500);

    /// <summary>A driver that hangs may hang its files too.</summary>
    private static readonly TimeSpan s_filesLimit = TimeSpan.FromSeconds(10);

    private volatile Reading? _last;

    public HostInventory? Last => _last?.Inventory;

    /// <summary>Reads all of it: huge pages, drivers and modules come and go without an event.</summary>
    /// <exception cref="LibvirtException">libvirt does not answer.</exception>
    /// <exception cref="IOException">The host's own files cannot be read.</exception>
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
            Files = files is null ? null : await ReadFilesAsync(files, cancel),
        };
        _last = new Reading(inventory, began);
        return inventory;
    }

    /// <summary>What was read just now, or else reads it: for decisions that the host's state may have overtaken.</summary>
    public async Task<HostInventory> FreshAsync(CancellationToken cancel) =>
        _last is { } last && time.GetElapsedTime(last.Began) < s_fresh ? last.Inventory : await ReadAsync(cancel);

    private static async Task<IReadOnlyDictionary<PciAddress, FunctionFacts>> ReadFilesAsync(HostFiles files, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_filesLimit);
        try
        {
            return await files.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"the host's own files (sysfs, procfs) could not be read within {s_filesLimit.TotalSeconds} s: a driver hangs", late);
        }
    }

    private sealed record Reading(HostInventory Inventory, long Began);
}
