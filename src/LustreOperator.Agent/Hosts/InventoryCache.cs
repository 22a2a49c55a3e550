using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The host's inventory as last read; swapped whole.</summary>
internal sealed class InventoryCache(IHypervisor hypervisor, CapabilitiesCache facts, HostFiles? files, TimeProvider time)
{
    /// <summary>Machines that start side by side share one look at the host.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(500);

    /// <summary>A driver that hangs may hang its files too.</summary>
    private static readonly TimeSpan s_filesLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private volatile Reading? _last;
    private Reading? _underWay;
    private int _begun;

    public HostInventory? Last => _last?.Found;

    /// <summary>Reads all of it, from now on: huge pages, drivers and modules come and go without an event.</summary>
    /// <exception cref="LibvirtException">libvirt does not answer.</exception>
    /// <exception cref="IOException">The host's own files cannot be read.</exception>
    public Task<HostInventory> ReadAsync(CancellationToken cancel)
    {
        int before = Volatile.Read(ref _begun);
        return ReadAsync(reading => reading.Number > before, cancel);
    }

    /// <summary>What was read just now, or else reads it: for decisions that the host's state may have overtaken.</summary>
    /// <exception cref="LibvirtException">libvirt does not answer.</exception>
    /// <exception cref="IOException">The host's own files cannot be read.</exception>
    public Task<HostInventory> FreshAsync(CancellationToken cancel)
    {
        long now = time.GetTimestamp();
        return ReadAsync(reading => time.GetElapsedTime(reading.Began, now) < s_fresh, cancel);
    }

    // One reading at a time, for all who wait for it. What it shows may be as old as its beginning: a caller who needs something newer waits for
    // the next one, and shares that with all others who came meanwhile. So a slow host is read once at a time, however many ask.
    private async Task<HostInventory> ReadAsync(Func<Reading, bool> isRecent, CancellationToken cancel)
    {
        while (true)
        {
            Reading reading = Join(isRecent);
            try
            {
                HostInventory inventory = await reading.Inventory.WaitAsync(cancel);
                if (isRecent(reading))
                {
                    return inventory;
                }
            }
            catch (Exception older) when (!isRecent(reading) && !cancel.IsCancellationRequested && older is LibvirtException or IOException)
            {
                // The next one tells whether it is still so.
            }
            finally
            {
                Leave(reading);
            }
        }
    }

    private Reading Join(Func<Reading, bool> isRecent)
    {
        lock (_lock)
        {
            Reading? reading = _last is { } last && isRecent(last) ? last : _underWay;
            if (reading is null)
            {
                reading = _underWay = new Reading(++_begun, time.GetTimestamp(), new CancellationTokenSource());
                Reading begun = reading;
                reading.Inventory = Task.Run(() => ReadAsync(begun));
            }

            reading.Waiting++;
            return reading;
        }
    }

    // What nobody waits for any more ends.
    private void Leave(Reading reading)
    {
        lock (_lock)
        {
            if (--reading.Waiting > 0 || reading.Inventory.IsCompleted)
            {
                return;
            }

            _underWay = _underWay == reading ? null : _underWay;
        }

        reading.Abandon();
    }

    private async Task<HostInventory> ReadAsync(Reading reading)
    {
        try
        {
            HostInventory inventory = reading.Found = await ReadAllAsync(reading.Abandoned);
            _last = reading;
            return inventory;
        }
        finally
        {
            lock (_lock)
            {
                _underWay = _underWay == reading ? null : _underWay;
            }
        }
    }

    private async Task<HostInventory> ReadAllAsync(CancellationToken cancel)
    {
        HostInventory? before = Last;
        HostCapabilities capabilities = await facts.RefreshAsync(cancel);
        Listing<PciDevice> devices = await PartAsync("node devices", hypervisor.ListPciDevicesAsync(cancel), before?.PciDevices);
        Listing<StoragePool> pools = await PartAsync("storage pools", hypervisor.ListStoragePoolsAsync(cancel), before?.StoragePools ?? []);
        Listing<VirtualNetwork> networks = await PartAsync("networks", hypervisor.ListNetworksAsync(cancel), before?.Networks ?? []);
        Listing<DomainSummary> domains = await PartAsync("domains", hypervisor.ListDomainsAsync(cancel), before?.Domains);
        return new HostInventory(capabilities, devices, pools, networks, domains)
        {
            Files = files is null ? null : await ReadFilesAsync(files, cancel),
            Unreadable = [.. capabilities.Unreadable, .. devices.Unreadable, .. pools.Unreadable, .. networks.Unreadable, .. domains.Unreadable],
        };
    }

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

    /// <summary>One look at the whole host.</summary>
    /// <param name="number">The how many-th it is.</param>
    /// <param name="began">When it began.</param>
    /// <param name="abandon">Ends it; it has no timer and no handle to give back.</param>
    private sealed class Reading(int number, long began, CancellationTokenSource abandon)
    {
        public int Number { get; } = number;

        public long Began { get; } = began;

        /// <summary>Ends when nobody waits for it any more.</summary>
        public CancellationToken Abandoned => abandon.Token;

        public Task<HostInventory> Inventory { get; set; } = null!;

        /// <summary>What was found; null until then.</summary>
        public HostInventory? Found { get; set; }

        /// <summary>How many wait for it. Guarded by the cache's lock.</summary>
        public int Waiting { get; set; }

        public void Abandon() => abandon.Cancel();
    }
}
