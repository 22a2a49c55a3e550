using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>
/// The devices of a merged definition. Those of kinds that we make are as wanted; one that stays keeps its element with all that we have no word for
/// (cache mode, guest address, ...). Devices of other kinds stay.
/// </summary>
internal static class DeviceMerger
{
    /// <summary>The elements of devices that we make.</summary>
    private static readonly string[] s_kinds = ["disk", "interface", "hostdev"];

    /// <summary>Changes the devices of <paramref name="existing"/>.</summary>
    public static void Merge(XElement existing, XElement written, DomainDefinition was, DomainDefinition wanted)
    {
        if (existing.Element("devices") is not { } devices)
        {
            existing.Add(written.Element("devices"));
            return;
        }

        foreach (string kind in s_kinds)
        {
            Place(devices, [.. devices.Elements(kind).Where(device => DeviceParser.Key(device) is not null)], [.. written.Element("devices")!.Elements(kind)]);
        }

        if (was.GuestAgent != wanted.GuestAgent)
        {
            devices.Elements("channel").Where(channel => channel.Element("target").Text("name") == DeviceParser.AgentChannel).Remove();
            devices.Add(written.Element("devices")!.Elements("channel"));
        }

        if (was.SerialConsole != wanted.SerialConsole)
        {
            devices.Elements("serial").Remove();
            devices.Elements("console").Remove();
            devices.Add(written.Element("devices")!.Elements("serial"), written.Element("devices")!.Elements("console"));
        }

        AddPorts(devices, written.Element("devices")!.Elements("controller").Count(PciPorts.IsPort));
    }

    // In the wanted order, from where the first of them was.
    private static void Place(XElement devices, XElement[] existing, XElement[] wanted)
    {
        XElement[] placed =
            [.. wanted.Select(device => Changed(existing.FirstOrDefault(other => DeviceParser.Key(other) == DeviceParser.Key(device)), device))];
        if (existing.Length > 0)
        {
            existing[0].AddBeforeSelf(placed);
        }
        else
        {
            devices.Add(placed);
        }

        foreach (XElement device in existing)
        {
            device.Remove();
        }
    }

    private static XElement Changed(XElement? device, XElement wanted)
    {
        if (device is null)
        {
            return new XElement(wanted);
        }

        DomainDevice now = DeviceParser.Read(device)!;
        DomainDevice other = DeviceParser.Read(wanted)!;
        if (now == other)
        {
            return new XElement(device);
        }

        return now is DomainDisk disk && other is DomainDisk moved && disk == moved with { Source = disk.Source, Format = disk.Format }
            ? Moved(device, wanted)
            : new XElement(wanted.Name, wanted.Attributes(), wanted.Elements(), device.Element("address"));
    }

    // Another file; what it lies over libvirt finds out.
    private static XElement Moved(XElement disk, XElement wanted)
    {
        XElement moved = new(disk);
        moved.SetAttributeValue("type", wanted.Text("type"));
        moved.Element("source")!.ReplaceWith(wanted.Element("source"));
        moved.Elements("backingStore").Remove();
        if (moved.Element("driver") is { } driver)
        {
            driver.SetAttributeValue("type", wanted.Element("driver").Text("type"));
        }
        else
        {
            moved.AddFirst(wanted.Element("driver"));
        }

        return moved;
    }

    /// <summary>All ports that are there stay, and are added up to what is needed now: an address may be on them.</summary>
    private static void AddPorts(XElement devices, int needed)
    {
        XElement[] controllers = [.. devices.Elements("controller")];
        int[] buses = [.. controllers.Where(controller => controller.Text("type") == "pci").Select(controller => controller.Whole("index") ?? 0)];
        if (buses.Length == 0)
        {
            devices.Add(PciPorts.Controllers(needed));
            return;
        }

        int missing = Math.Max(0, needed - controllers.Count(PciPorts.IsPort));
        controllers[^1].AddAfterSelf(Enumerable.Range(buses.Max() + 1, missing).Select(index => PciPorts.Controller(index, PciPorts.PortModel)));
    }
}
