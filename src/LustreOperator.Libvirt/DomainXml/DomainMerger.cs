using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>Carries over from an existing definition what libvirt filled in, and what is others', into a freshly written one.</summary>
internal static class DomainMerger
{
    public static XElement Merge(XElement existing, XElement written)
    {
        KeepIdentity(existing, written);
        KeepMetadata(existing, written);
        KeepMachine(existing, written);
        XElement existingDevices = existing.Element("devices") ?? new XElement("devices");
        XElement devices = written.Element("devices")!;
        KeepAddresses(existingDevices, devices);
        KeepControllers(existingDevices, devices);
        if (existingDevices.Element("emulator") is { } emulator)
        {
            devices.AddFirst(emulator);
        }

        return written;
    }

    private static void KeepIdentity(XElement existing, XElement written)
    {
        if (existing.Element("uuid") is { } uuid)
        {
            written.Element("uuid")?.Remove();
            written.Element("name")!.AddAfterSelf(uuid);
        }
    }

    private static void KeepMetadata(XElement existing, XElement written)
    {
        XElement place = written.Element("metadata") ?? written.Element("uuid") ?? written.Element("name")!;
        XElement[] others = [.. existing.Elements("metadata").Elements().Where(element => element.Name != OwnerXml.Name)];
        if (others.Length > 0 && place.Name == "metadata")
        {
            place.Add(others);
        }
        else if (others.Length > 0)
        {
            place.AddAfterSelf(new XElement("metadata", others));
        }

        (written.Element("uuid") ?? written.Element("name")!).AddAfterSelf(existing.Element("title"), existing.Element("description"));
    }

    private static void KeepMachine(XElement existing, XElement written)
    {
        XElement? was = existing.Element("os")?.Element("type");
        XElement type = written.Element("os")!.Element("type")!;
        foreach (string attribute in (string[])["arch", "machine"])
        {
            type.SetAttributeValue(attribute, was.Text(attribute) ?? type.Text(attribute));
        }
    }

    private static void KeepAddresses(XElement existing, XElement devices)
    {
        Dictionary<string, XElement> addresses = [];
        foreach (XElement device in existing.Elements())
        {
            if (DeviceParser.Key(device) is { } key && device.Element("address") is { } address)
            {
                addresses[key] = address;
            }
        }

        foreach (XElement device in devices.Elements())
        {
            if (DeviceParser.Key(device) is { } key && addresses.TryGetValue(key, out XElement? address))
            {
                device.Add(new XElement(address));
            }
        }
    }

    /// <summary>All that are there stay; ports are added up to what is needed now, and never taken away: an address may be on them.</summary>
    private static void KeepControllers(XElement existing, XElement devices)
    {
        XElement[] kept = [.. existing.Elements("controller")];
        if (kept.Length == 0)
        {
            return;
        }

        XElement[] written = [.. devices.Elements("controller")];
        int missing = written.Count(PciPorts.IsPort) - kept.Count(PciPorts.IsPort);
        int next = kept.Where(controller => controller.Text("type") == "pci").Max(controller => controller.Int("index") ?? 0) + 1;
        written[0].AddBeforeSelf(
            kept,
            Enumerable.Range(next, Math.Max(0, missing)).Select(index => PciPorts.Controller(index, PciPorts.PortModel)));
        foreach (XElement controller in written)
        {
            controller.Remove();
        }
    }
}
