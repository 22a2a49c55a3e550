using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>What a machine needs of a host.</summary>
internal sealed class Demand
{
    // Keeps the costs of a device assignment within 64 bits.
    private const int MaxDevices = 32;

    public required MachineIdentity Machine { get; init; }

    public required NumaPolicy Numa { get; init; }

    public required int Vcpus { get; init; }

    /// <summary>True: each vCPU has a CPU of its own.</summary>
    public required bool Dedicated { get; init; }

    /// <summary>True: QEMU's own threads have a CPU of their own.</summary>
    public required bool IsolatedEmulator { get; init; }

    public required long MemoryKiB { get; init; }

    /// <summary>0: normal pages.</summary>
    public required long PageKiB { get; init; }

    public required IReadOnlyList<DeviceRequest> Devices { get; init; }

    /// <summary>How many devices of each kind are asked for; addresses and nodes that are named are left out.</summary>
    public IReadOnlyList<(HcaSelector Selector, int Count)> DeviceKinds => field ??=
        [.. Devices.GroupBy(device => device.Selector with { Address = null, NumaNode = null }).Select(same => (same.Key, same.Count()))];

    /// <summary>PCI addresses that some network of the cluster names: their functions can stand for no other.</summary>
    public required IReadOnlySet<PciAddress> Named { get; init; }

    /// <summary>True if a device is asked for by its address or its node.</summary>
    public bool NamesPlaces => Devices.Any(device => device.Selector.Address is not null || device.Selector.NumaNode is not null);

    public required int? MaxPerHost { get; init; }

    /// <summary>Whether the machine serves targets.</summary>
    public required bool IsServer { get; init; }

    /// <summary>Its failover partner; null: it has none.</summary>
    public required MachineIdentity? Partner { get; init; }

    /// <summary>The hosts that have the volumes which its disks name; null: any host will do.</summary>
    public required IReadOnlyCollection<string>? Hosts { get; init; }

    /// <summary>The machine that is to be changed.</summary>
    public required LustreMachine? Current { get; init; }

    /// <summary>Normal memory needed, QEMU's own included.</summary>
    public long NormalKiB => HostUsage.MachineOverheadKiB + (PageKiB == 0 ? MemoryKiB : 0);

    /// <summary>Own CPUs needed.</summary>
    public int CpuCount => !Dedicated ? 0 : Vcpus + (IsolatedEmulator ? 1 : 0);

    public static Demand? Read(PlacementRequest request, MachineWish wish, out string? fault)
    {
        MachineGroup group = wish.Group;
        var machine = MachineIdentity.Of(wish);
        string[] networks = [.. group.Networks.Distinct()];
        string? unknown = networks.FirstOrDefault(name => request.Networks.All(network => network.Name != name));
        DeviceRequest[] devices =
        [
            .. networks.Select(name => request.Networks.FirstOrDefault(network => network.Name == name))
                .Where(network => network?.Hca is not null).Select(network => new DeviceRequest(network!.Name, network.Hca!)),
        ];
        fault = unknown is not null ? $"spec.networks has no `{unknown}`"
            : group.Cpu.Count < 1 ? "cpu.count must be at least 1"
            : devices.Length > MaxDevices ? $"networks must have at most {MaxDevices} HCAs"
            : !group.Memory.Size.IsValid ? $"memory.size `{group.Memory.Size}` is not a quantity"
            : group.Memory.Hugepages is { } pages and not { IsValid: true, Bytes: >= 1024 }
                ? $"memory.hugepages `{pages}` is not a page size"
            : null;
        if (fault is not null)
        {
            return null;
        }

        bool dedicated = group.Cpu.Pinning == CpuPinning.Dedicated;
        return new Demand
        {
            Machine = machine,
            Numa = request.Numa,
            Vcpus = group.Cpu.Count,
            Dedicated = dedicated,
            IsolatedEmulator = dedicated && group.Cpu.Emulator == EmulatorPlacement.Isolated,
            MemoryKiB = group.Memory.Size.KiB,
            PageKiB = Quantity.KiBOrZero(group.Memory.Hugepages),
            Devices = devices,
            Named = NamedAddresses(request.Networks),
            MaxPerHost = group.MaxPerHost,
            IsServer = group.IsServer(),
            Partner = group.PartnerOf(wish.Index) is { } partner ? machine with { Index = partner } : null,
            Hosts = wish.Hosts,
            Current = wish.Current,
        };
    }

    public static HashSet<PciAddress> NamedAddresses(IEnumerable<NetworkSpec> networks) =>
        [.. networks.Select(network => network.Hca?.Address).Where(address => address?.IsValue == true).Select(address => address!.Value)];

    public (int Pool, MemoryDemand Demand)[] MemoryOn(HostModel host, ulong nodes) => MemoryRules.Demands(host, nodes, MemoryKiB, PageKiB);

    public bool MemoryFits(HostState state, ulong nodes) =>
        MemoryRules.PoolOf(state.Host, PageKiB) >= 0 && state.Fits(MemoryOn(state.Host, nodes));

    /// <summary>True if the two can change places: new machines of one group.</summary>
    public bool SameShape(Demand other) => Current is null && other.Current is null && Hosts is null && other.Hosts is null && Machine.SameGroup(other.Machine);
}
