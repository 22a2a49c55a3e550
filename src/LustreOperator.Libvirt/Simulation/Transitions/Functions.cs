using LustreOperator.Libvirt.Simulation.State;

namespace LustreOperator.Libvirt.Simulation.Transitions;

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
    public static IEnumerable<NodeDeviceChanged> ChildrenOf(HostState state, IEnumerable<DomainHostDevice> devices) =>
        from device in devices
        where device.IsManaged
        from child in state.Shape.Children.GetValueOrDefault(device.Address, [])
        select new NodeDeviceChanged(child);

    /// <summary>virNodeDeviceDetachFlags.</summary>
    public static Change Detach(HostState state, PciAddress address) => Bind(state, Free(state, address), Passthrough.Driver);

    /// <summary>virNodeDeviceReAttach.</summary>
    public static Change Reattach(HostState state, PciAddress address)
    {
        PciDevice device = Free(state, address);
        return Bind(state, device, device.Driver);
    }

    /// <summary>What no call of ours does: a function is bound to another driver, or to none, through sysfs.</summary>
    public static Change Bind(HostState state, PciAddress address, string? driver) => Bind(state, Free(state, address), driver);

    private static PciDevice Free(HostState state, PciAddress address)
    {
        PciDevice device = state.Shape.Devices.GetValueOrDefault(address) ?? throw Faults.NoNodeDevice(address);
        return state.HolderOf(address) is { } holder
            ? throw Faults.Invalid($"PCI device {address} is in use by driver QEMU, domain {holder}")
            : device;
    }

    private static Change Bind(HostState state, PciDevice device, string? driver)
    {
        PciAddress address = device.Address;
        if (string.Equals(state.DriverOf(device), driver, StringComparison.Ordinal))
        {
            return Change.Silent(state);
        }

        bool isOwn = string.Equals(driver, device.Driver, StringComparison.Ordinal);
        return new Change(
            state with { Drivers = isOwn ? state.Drivers.Remove(address) : state.Drivers.SetItem(address, driver ?? string.Empty) },
            [.. state.Shape.Children.GetValueOrDefault(address, []).Select(child => new NodeDeviceChanged(child))]);
    }

    private static PciDevice Find(HostState state, PciAddress address) => state.Shape.Devices.GetValueOrDefault(address)
        ?? throw Faults.System($"Device {address} not found: could not access /sys/bus/pci/devices/{address}/config: No such file or directory");

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
    }

    /// <summary>The IOMMU keeps apart groups, not functions: neither another guest nor the host may have one of the group.</summary>
    private static void CheckGroup(HostState state, string domain, PciDevice function, HashSet<PciAddress> taken)
    {
        ValueList<PciAddress> members = function.IommuGroup?.Members ?? [function.Address];
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
            || state.DriverOf(other) is null or Passthrough.Driver or "pci-stub");
        if (!isViable)
        {
            throw Faults.Internal(
                $"process exited while connecting to monitor: qemu-system-x86_64: -device vfio-pci,host={function.Address}: vfio {function.Address}: "
                + $"group {function.IommuGroup!.Number} is not viable\nPlease ensure all devices within the iommu_group are bound to their vfio bus driver.");
        }
    }
}
