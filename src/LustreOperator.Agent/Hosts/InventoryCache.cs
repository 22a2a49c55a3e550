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
        HostInventory? before = _last?.Inventory;
        HostCapabilities capabilities = await facts.RefreshAsync(cancel);
        Listing<PciDevice> devices = await PartAsync("node devices", hypervisor.ListPciDevicesAsync(cancel), before?.PciDevices);
        Listing<StoragePool> pools = await PartAsync("storage pools", hypervisor.ListStoragePoolsAsync(cancel), before?.StoragePools ?? []);
        Listing<VirtualNetwork> networks = await PartAsync("networks", hypervisor.ListNetworksAsync(cancel), before?.Networks ?? []);
        Listing<DomainSummary> domains = await PartAsync("domains", hypervisor.ListDomainsAsync(cancel), before?.Domains);
        var inventory = new HostInventory(capabilities, devices, pools, networks, domains)
        {
            Files = files is null ? null : await ReadFilesAsync(files, cancel),
            Unreadable = [.. capabilities.Unreadable, .. devices.Unreadable, .. pools.Unreadable, .. networks.Unreadable, .. domains.Unreadable],
        };
        _last = new Reading(inventory, began);
        return inventory;
    }

    /// <summary>What was read just now, or else reads it: for decisions that the host's state may have overtaken.</summary>
    public async Task<HostInventory> FreshAsync(CancellationToken cancel) =>
        _last is { } last && time.GetElapsedTime(last.Began) < s_fresh ? last.Inventory : await ReadAsync(cancel);

    // A part that libvirt cannot list at all (its driver is not there, its daemon is down) is as it was, and named. Without one that was, there is no
    // inventory: nobody knows then who has which function.
    private static async Task<Listing<T>> PartAsync<T>(string name, Task<Listing<T>> read, IReadOnlyList<T>? before)
        where T : class
    {
        try
        {
            return await read;
        }
        catch (LibvirtException fault) when (before is not null && !IsOfConnection(fault))
        {
            return new Listing<T>(before, [new UnreadablePart("list of", name, $"{fault.Message}; they are shown as they were last seen")]);
        }
    }

    private static bool IsOfConnection(LibvirtException fault) => fault.Kind is LibvirtErrorKind.LibraryMissing or LibvirtErrorKind.Unreachable
        or LibvirtErrorKind.ConnectionLost or LibvirtErrorKind.Timeout or LibvirtErrorKind.Busy or LibvirtErrorKind.Denied;

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
