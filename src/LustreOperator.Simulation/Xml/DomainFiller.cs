using System.Xml.Linq;
using LustreOperator.Libvirt;

namespace LustreOperator.Simulation.Xml;

/// <summary>Fills into a definition what libvirt fills in when it is defined: UUID, machine type, emulator, controllers, guest addresses.</summary>
internal static class DomainFiller
{
    public static XElement Fill(XElement domain, HostCapabilities host, Guid uuid)
    {
        if (domain.Element("uuid") is null)
        {
            domain.Element("name")!.AddAfterSelf(new XElement("uuid", uuid));
        }

        XElement type = domain.Element("os")!.Element("type")!;
        if (type.Text("machine") == "q35")
        {
            type.SetAttributeValue("machine", host.Q35Machine);
        }

        XElement devices = domain.Element("devices")!;
        if (devices.Element("emulator") is null)
        {
            devices.AddFirst(new XElement("emulator", host.Emulator));
        }

        DropForeignAliases(devices);
        AddControllers(devices);
        GuestAddresses.Assign(devices);
        return domain;
    }

    /// <summary>Only aliases of users are kept in a definition; the others are given at each start.</summary>
    public static void DropForeignAliases(XElement devices)
    {
        foreach (XElement device in devices.Elements().ToArray())
        {
            if (DeviceParser.AliasOf(device) is { } alias && !alias.StartsWith("ua-", StringComparison.Ordinal))
            {
                device.Element("alias")!.Remove();
            }
        }
    }

    private static void AddControllers(XElement devices)
    {
        XElement last = devices.Elements("controller").Last();
        if (!Has("sata"))
        {
            // Part of q35: not plugged into a port.
            last.AddAfterSelf(new XElement(
                "controller",
                new XAttribute("type", "sata"),
                new XAttribute("index", 0),
                GuestAddresses.Element(new PciAddress(0, 0, 0x1f, 2))));
        }

        if (!Has("virtio-serial") && devices.Elements("channel").Any(channel => channel.Element("target").Text("type") == "virtio"))
        {
            last.AddAfterSelf(new XElement("controller", new XAttribute("type", "virtio-serial"), new XAttribute("index", 0)));
        }

        bool Has(string type) => devices.Elements("controller").Any(controller => controller.Text("type") == type);
    }
}
