using System.Collections.Immutable;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.Shapes;

namespace LustreOperator.Simulation.State;

/// <summary>All of a simulated host at one moment. What can be derived is kept beside what it is derived from, so that no call walks all domains.</summary>
internal sealed record HostState
{
    public required HostShape Shape { get; init; }

    public ImmutableSortedDictionary<string, SimulatedDomain> Domains { get; private init; } =
        ImmutableSortedDictionary.Create<string, SimulatedDomain>(StringComparer.Ordinal);

    public required ImmutableSortedDictionary<string, SimulatedPool> Pools { get; init; }

    public required ImmutableSortedDictionary<string, VirtualNetwork> Networks { get; init; }

    /// <summary>Drivers that others than libvirt bound to functions, in place of the host's own; an empty name for none.</summary>
    public ImmutableSortedDictionary<PciAddress, string> Drivers { get; init; } = ImmutableSortedDictionary<PciAddress, string>.Empty;

    /// <summary>The number of the domain that was started last (virDomainGetID).</summary>
    public int LastId { get; init; }

    /// <summary>Domains by UUID. Derived.</summary>
    private ImmutableDictionary<Guid, string> Names { get; init; } = ImmutableDictionary<Guid, string>.Empty;

    /// <summary>Who has a PCI function. Derived.</summary>
    private ImmutableDictionary<PciAddress, string> Holders { get; init; } = ImmutableDictionary<PciAddress, string>.Empty;

    /// <summary>Who writes an image: QEMU lets one process alone write to one. Derived.</summary>
    private ImmutableDictionary<string, string> Writers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Pages taken, by node and size. Derived.</summary>
    private ImmutableDictionary<(int Node, long SizeKiB), long> Taken { get; init; } = ImmutableDictionary<(int, long), long>.Empty;

    /// <summary>The host as it comes.</summary>
    public static HostState Of(HostShape shape) => new()
    {
        Shape = shape,
        Pools = shape.Pools.ToImmutableSortedDictionary(pool => pool.Name, pool => new SimulatedPool { Empty = pool }, StringComparer.Ordinal),
        Networks = shape.Networks.ToImmutableSortedDictionary(network => network.Name, network => network, StringComparer.Ordinal),
    };

    public SimulatedDomain? Find(Guid uuid) => Names.TryGetValue(uuid, out string? name) ? Domains[name] : null;

    /// <summary>The name of the domain that has the function now.</summary>
    public string? HolderOf(PciAddress function) => Holders.GetValueOrDefault(function);

    /// <summary>The name of the domain that writes to the image now.</summary>
    public string? WriterOf(string path) => Writers.GetValueOrDefault(path);

    /// <summary>The driver that a function has now; null when none has it.</summary>
    public string? DriverOf(PciDevice device) => Holders.ContainsKey(device.Address) ? Passthrough.Driver
        : Drivers.TryGetValue(device.Address, out string? bound) ? (bound.Length == 0 ? null : bound)
        : device.Driver;

    public long Free(int node, PagePool pool) => pool.Total - Taken.GetValueOrDefault((node, pool.SizeKiB));

    /// <summary>The volume that a file is; null when it is none of an existing pool.</summary>
    public StorageVolume? FindByPath(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? null : Pools.Values
            .Where(pool => string.Equals(pool.Empty.Path, path[..slash], StringComparison.Ordinal))
            .Select(pool => pool.Volumes.GetValueOrDefault(path[(slash + 1)..]))
            .FirstOrDefault(volume => volume is not null);
    }

    /// <summary>With the domain as it is now, in place of what it was.</summary>
    public HostState With(SimulatedDomain domain)
    {
        HostState without = Domains.TryGetValue(domain.Identity.Name, out SimulatedDomain? before) ? LetGo(before) : this;
        return without.Take(domain) with
        {
            Domains = Domains.SetItem(domain.Identity.Name, domain),
            Names = Names.SetItem(domain.Identity.Uuid, domain.Identity.Name),
        };
    }

    public HostState Without(SimulatedDomain domain) => LetGo(domain) with
    {
        Domains = Domains.Remove(domain.Identity.Name),
        Names = Names.Remove(domain.Identity.Uuid),
    };

    /// <summary>Where a disk's bytes are on the host; null for a volume that is not there.</summary>
    public string? PathOf(DiskSource source) => source switch
    {
        VolumeSource volume => Pools.GetValueOrDefault(volume.Pool)?.Volumes.GetValueOrDefault(volume.Volume)?.Path,
        FileSource file => file.Path,
        BlockSource block => block.Path,
        _ => null,
    };

    private HostState Take(SimulatedDomain domain) => domain.Live is not { } live ? this : this with
    {
        Holders = Holders.SetItems(live.Definition.HostDevices.Select(device => KeyValuePair.Create(device.Address, domain.Identity.Name))),
        Writers = Writers.SetItems(domain.Images.Values.Select(path => KeyValuePair.Create(path, domain.Identity.Name))),
        Taken = Count(domain.Pages, 1),
    };

    private HostState LetGo(SimulatedDomain domain) => domain.Live is not { } live ? this : this with
    {
        Holders = Holders.RemoveRange(live.Definition.HostDevices.Select(device => device.Address)),
        Writers = Writers.RemoveRange(domain.Images.Values),
        Taken = Count(domain.Pages, -1),
    };

    private ImmutableDictionary<(int Node, long SizeKiB), long> Count(ImmutableArray<HeldPages> pages, int sign) => Taken.SetItems(
        pages.Select(held => KeyValuePair.Create((held.Node, held.SizeKiB), Taken.GetValueOrDefault((held.Node, held.SizeKiB)) + (sign * held.Count))));
}
