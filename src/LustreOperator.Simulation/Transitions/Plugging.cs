using System.Collections.Immutable;
using System.Xml.Linq;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;
using LustreOperator.Simulation.Xml;

namespace LustreOperator.Simulation.Transitions;

/// <summary>Plugging devices in and out, for now and for later.</summary>
internal static class Plugging
{
    public static Change Attach(HostState state, Guid uuid, DomainDevice device, DomainScope scope)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        DomainScope where = Guards.Resolve(domain, scope);
        SimulatedDomain plugged = domain;
        if (where.HasFlag(DomainScope.Config))
        {
            ThrowIfDefined(domain.Inactive!, device);
            if (device is DomainDisk { Source: VolumeSource } disk)
            {
                _ = StartChecks.ImageOf(state, disk);
            }

            plugged = plugged with { Inactive = Guards.Edit(domain.Inactive!, xml => Add(xml, device)) };
        }

        return where.HasFlag(DomainScope.Live) ? AttachLive(state, plugged, device) : Change.Silent(state.With(plugged));
    }

    /// <summary>The guest lets go a device at once, unless it is paused: then when it runs on.</summary>
    public static Change Detach(HostState state, Guid uuid, DomainDevice device, DomainScope scope)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        DomainScope where = Guards.Resolve(domain, scope);
        SimulatedDomain asked = domain;
        if (where.HasFlag(DomainScope.Config))
        {
            ThrowUnlessOne(domain.Inactive!, device);
            asked = asked with { Inactive = Guards.Edit(domain.Inactive!, xml => Remove(xml, device.Key)) };
        }

        if (!where.HasFlag(DomainScope.Live))
        {
            return Change.Silent(state.With(asked));
        }

        ThrowUnlessOne(domain.Live!, device);
        string alias = AliasOf(domain.Live!, device);
        HostState after = state.With(asked with { Leaving = domain.Leaving.Add(alias) });
        return domain.State == DomainState.Running ? LetGo(after, uuid) : Change.Silent(after);
    }

    /// <summary>The guest gives back what it was asked for.</summary>
    public static Change LetGo(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        PlacedDevice[] leaving = [.. domain.Live!.Devices.Where(device => domain.Leaving.Contains(device.Alias ?? string.Empty))];
        if (leaving.Length == 0)
        {
            return Change.Silent(state);
        }

        HashSet<string> keys = [.. leaving.Select(device => device.Key)];
        DomainDefinition before = domain.Live.Definition;
        DomainHostDevice[] functions = [.. before.HostDevices.Where(device => keys.Contains(device.Key))];
        SimulatedDomain after = domain with
        {
            Leaving = [],
            Live = Guards.Edit(domain.Live, xml => keys.ToList().ForEach(key => Remove(xml, key))),
            Images = domain.Images.RemoveRange(before.Disks.Where(disk => keys.Contains(disk.Key)).Select(disk => disk.Target)),
        };
        HostState left = Functions.Left(state.With(after), functions);
        return new Change(
            left,
            [
                .. leaving.Select(device => new DeviceRemoved(domain.Identity, device.Alias!)),
                .. Functions.Told(state, left, functions),
            ]);
    }

    private static Change AttachLive(HostState state, SimulatedDomain domain, DomainDevice device)
    {
        DomainDescription live = domain.Live!;
        ThrowIfPlugged(state, domain, device);
        ImmutableDictionary<string, string> images = domain.Images;
        switch (device)
        {
            case DomainDisk disk:
                StartChecks.Check(state, disk);
                images = images.SetItems(StartChecks.Images(state, live.Definition with { Disks = [disk] }));
                break;
            case DomainInterface nic:
                StartChecks.Check(state, nic);
                break;
            case DomainHostDevice function:
                Functions.Check(state, domain.Identity.Name, [function]);
                break;
        }

        SimulatedDomain plugged = domain with { Live = Guards.Edit(live, xml => AddLive(xml, device, domain.Id, state)), Images = images };
        DomainHostDevice[] functions = device is DomainHostDevice taken ? [taken] : [];
        HostState after = Functions.Entered(state.With(plugged), functions);
        return new Change(
            after,
            [
                .. Functions.Told(state, after, functions),
                new DeviceAdded(domain.Identity, AliasOf(plugged.Live, device)),
            ]);
    }

    private static string AliasOf(DomainDescription live, DomainDevice device) => live.Devices.Last(placed => placed.Key == device.Key).Alias!;

    private static void Add(XElement domain, DomainDevice device)
    {
        XElement devices = domain.Element("devices")!;
        devices.Add(XmlText.Parse(DomainXml.WriteDevice(device)));
        GuestAddresses.Assign(devices);
    }

    private static void AddLive(XElement domain, DomainDevice device, int id, HostState state)
    {
        XElement devices = domain.Element("devices")!;
        if (PciPorts.Free(devices).FirstOrDefault() is not (> 0 and var port))
        {
            throw Faults.NoFreePort();
        }

        XElement element = XmlText.Parse(DomainXml.WriteDevice(device));
        element.Add(GuestAddresses.Element(new PciAddress(0, (byte)port, 0, 0)));
        devices.Add(element);
        LiveXml.Enliven(devices.Elements().Last(), devices, id, state);
    }

    private static void Remove(XElement domain, string key) =>
        domain.Element("devices")!.Elements().FirstOrDefault(device => DeviceParser.Key(device) == key)?.Remove();

    private static int Count(DomainDescription description, DomainDevice device) => description.Devices.Count(placed => placed.Key == device.Key);

    /// <summary>A target and a function are taken once; interfaces may share an address.</summary>
    private static void ThrowIfDefined(DomainDescription inactive, DomainDevice device)
    {
        if (device is not DomainInterface && Count(inactive, device) > 0)
        {
            throw Faults.Invalid(device is DomainDisk disk ? $"target {disk.Target} already exists" : "device is already in the domain configuration");
        }
    }

    /// <summary>A function that is there already is found in use, by the same domain.</summary>
    private static void ThrowIfPlugged(HostState state, SimulatedDomain domain, DomainDevice device)
    {
        if (device is DomainDisk disk && Count(domain.Live!, disk) > 0)
        {
            throw Faults.Xml(
                $"target '{disk.Target}' duplicated for disk sources '{domain.Images.GetValueOrDefault(disk.Target)}' and '{StartChecks.ImageOf(state, disk)}'");
        }
    }

    private static void ThrowUnlessOne(DomainDescription description, DomainDevice device)
    {
        int count = Count(description, device);
        if (count == 0)
        {
            throw device switch
            {
                DomainDisk disk => Faults.NoDevice($"no target device {disk.Target}"),
                DomainInterface nic => Faults.NoDevice($"no device matching MAC address {nic.Mac} found"),
                _ => Faults.NoDevice("device not present in domain configuration"),
            };
        }

        if (count > 1)
        {
            throw Faults.Failed($"multiple devices matching MAC address {((DomainInterface)device).Mac} found");
        }
    }
}
