using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Transitions;

/// <summary>PCI functions of the host on their way to a guest and back.</summary>
internal static class Functions
{
    /// <summary>Says no to functions that cannot be given to a guest now.</summary>
    /// <param name="state">The host.</param>
    /// <param name="domain">Who wants them.</param>
    /// <param name="wanted">The functions.</param>
    public static void Check(HostState state, string domain, IEnumerable<DomainHostDevice> wanted)
    {
        DomainHostDevice[] all = [.. wanted];
        if (all.Length > 0 && state.Shape.Capabilities.VfioSupported != true)
        {
            throw Faults.Unsupported("host doesn't support passthrough of host PCI devices");
        }

        PciDevice[] devices = [.. all.Select(device => Find(state, device.Address))];
        foreach ((DomainHostDevice device, PciDevice function) in all.Zip(devices))
        {
            CheckOne(state, device, function);
        }

        HashSet<PciAddress> taken = [.. all.Select(device => device.Address)];
        foreach (PciDevice function in devices)
        {
            CheckGroup(state, domain, function, taken);
        }
    }

    /// <summary>What is told of when functions change hands: not the functions, but the devices that their host drivers make.</summary>
    public static IEnumerable<NodeDeviceChanged> Told(HostState before, HostState after, IEnumerable<DomainHostDevice> devices) =>
        devices.SelectMany(device => Told(before, after, device.Address));

    /// <summary>The host after functions came to a guest. One without a driver gets its own when it leaves, for then the kernel is asked to find one.</summary>
    public static HostState Entered(HostState state, IEnumerable<DomainHostDevice> devices) => state with
    {
        Drivers = state.Drivers.RemoveRange(
            devices.Where(device => device.IsManaged && state.Drivers.GetValueOrDefault(device.Address) is { Length: 0 }).Select(device => device.Address)),
    };

    /// <summary>
    /// The host after functions left a guest. The kernel lets no host driver into a group of which the guest keeps a function: one that had its driver
    /// when the guest got it is then left with none.
    /// </summary>
    public static HostState Left(HostState state, IEnumerable<DomainHostDevice> devices) => devices
        .Where(device => device.IsManaged && !state.Drivers.ContainsKey(device.Address)
            && state.Shape.Devices.GetValueOrDefault(device.Address) is { } function && IsGuests(state, function))
        .Aggregate(state, (host, device) => host with { Drivers = host.Drivers.SetItem(device.Address, string.Empty) });

    /// <summary>virNodeDeviceDetachFlags. It takes the host driver away from what VFIO refuses too, and says nothing.</summary>
    public static Change Detach(HostState state, PciAddress address)
    {
        PciDevice device = Known(state, address);
        if (state.Shape.Capabilities.VfioSupported != true)
        {
            throw Faults.ArgumentUnsupported("VFIO device assignment is currently not supported on this system");
        }

        ThrowIfHeld(state, address);
        return Bind(state, device, device.IsBridge || IsShared(device) ? null : Passthrough.Driver);
    }

    /// <summary>virNodeDeviceReAttach. The kernel lets no host driver into a group that a guest has, and the function is left with none.</summary>
    public static Change Reattach(HostState state, PciAddress address)
    {
        PciDevice device = Known(state, address);
        ThrowIfHeld(state, address);
        return device.Driver is not null && IsGuests(state, device)
            ? Bind(state, device, null) with { Failure = Faults.System($"Failed to trigger a probe for PCI device '{address}': Invalid argument", 22) }
            : Bind(state, device, device.Driver);
    }

    /// <summary>What no call of ours does: a function is bound to another driver, or to none, through sysfs.</summary>
    public static Change Bind(HostState state, PciAddress address, string? driver)
    {
        PciDevice device = Known(state, address);
        ThrowIfHeld(state, address);
        return Bind(state, device, driver);
    }

    private static PciDevice Known(HostState state, PciAddress address) =>
        state.Shape.Devices.GetValueOrDefault(address) ?? throw Faults.NoNodeDevice(address);

    private static void ThrowIfHeld(HostState state, PciAddress address)
    {
        if (state.HolderOf(address) is { } holder)
        {
            throw Faults.Invalid($"PCI device {address} is in use by driver QEMU, domain {holder}");
        }
    }

    private static Change Bind(HostState state, PciDevice device, string? driver)
    {
        PciAddress address = device.Address;
        bool isOwn = string.Equals(driver, device.Driver, StringComparison.Ordinal);
        HostState bound = state with { Drivers = isOwn ? state.Drivers.Remove(address) : state.Drivers.SetItem(address, driver ?? string.Empty) };
        return new Change(bound, [.. Told(state, bound, address)]);
    }

    private static IEnumerable<NodeDeviceChanged> Told(HostState before, HostState after, PciAddress address)
    {
        return HostHas(before) == HostHas(after)
            ? []
            : before.Shape.Children.GetValueOrDefault(address, []).Select(child => new NodeDeviceChanged(child));

        bool HostHas(HostState state) => state.Shape.Devices.TryGetValue(address, out PciDevice? device)
            && string.Equals(state.DriverOf(device), device.Driver, StringComparison.Ordinal);
    }

    private static PciDevice Find(HostState state, PciAddress address) => state.Shape.Devices.GetValueOrDefault(address)
        ?? throw Faults.System($"Device {address} not found: could not access /sys/bus/pci/devices/{address}/config: No such file or directory", 2);

    private static void CheckOne(HostState state, DomainHostDevice device, PciDevice function)
    {
        if (function.IsBridge)
        {
            throw Faults.Internal("Non-endpoint PCI devices cannot be assigned to guests");
        }

        if (!device.IsManaged && state.DriverOf(function) != Passthrough.Driver)
        {
            throw Faults.Invalid($"Unmanaged PCI device {device.Address} must be manually detached from the host");
        }

        if (IsShared(function))
        {
            throw Faults.System($"Path '/dev/vfio/{function.IommuGroup?.Number}' is not accessible: No such file or directory", 2);
        }
    }

    /// <summary>Whether it has virtual functions now: VFIO refuses such a physical one.</summary>
    private static bool IsShared(PciDevice device) => device.VirtualFunctions.Count > 0;

    private static bool IsGuests(HostState state, PciDevice device) => Group(device).Any(member => state.HolderOf(member) is not null);

    private static ValueList<PciAddress> Group(PciDevice device) => device.IommuGroup?.Members ?? [device.Address];

    /// <summary>The IOMMU keeps apart groups, not functions: neither another guest nor the host may have one of the group.</summary>
    private static void CheckGroup(HostState state, string domain, PciDevice function, HashSet<PciAddress> taken)
    {
        ValueList<PciAddress> members = Group(function);
        foreach (PciAddress member in members.Prepend(function.Address))
        {
            if (state.HolderOf(member) is { } holder && (holder != domain || member == function.Address))
            {
                throw Faults.Invalid($"PCI device {member} is in use by driver QEMU, domain {holder}");
            }
        }

        bool isViable = members.All(member => taken.Contains(member)
            || !state.Shape.Devices.TryGetValue(member, out PciDevice? other)
            || other.IsBridge
            || !PciDriver.IsOfHost(state.DriverOf(other)));
        if (!isViable)
        {
            string words = $"vfio {function.Address}: group {function.IommuGroup!.Number} is not viable";
            throw Faults.Internal(
                state.Domains[domain].IsActive
                    ? $"unable to execute QEMU command 'device_add': {words}"
                    : $"process exited while connecting to monitor: qemu-system-x86_64: -device vfio-pci,host={function.Address}: {words}\n"
                        + "Please ensure all devices within the iommu_group are bound to their vfio bus driver.");
        }
    }
}
