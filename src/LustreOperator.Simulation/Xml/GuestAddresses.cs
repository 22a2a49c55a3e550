using System.Xml.Linq;
using LustreOperator.Libvirt;

namespace LustreOperator.Simulation.Xml;

/// <summary>
/// Where devices sit on the guest's PCI Express: each in a root port of its own, the ports eight to a slot of the root bus.
/// </summary>
internal static class GuestAddresses
{
    private const int FunctionsPerSlot = 8;

    /// <summary>Gives every device that has none an address, in libvirt's order, and ports as they are needed.</summary>
    public static void Assign(XElement devices)
    {
        XElement[] homeless =
        [
            .. devices.Elements("interface").Where(IsHomeless),
            .. devices.Elements("controller").Where(controller => controller.Text("type") == "virtio-serial" && IsHomeless(controller)),
            .. devices.Elements("disk").Where(disk => disk.Element("target").Text("bus") == "virtio" && IsHomeless(disk)),
            .. devices.Elements("hostdev").Where(IsHomeless),
        ];
        AddPorts(devices, homeless.Length - PciPorts.Free(devices).Count());
        foreach (XElement port in devices.Elements("controller").Where(PciPorts.IsPort).Where(IsHomeless))
        {
            PlacePort(port);
        }

        foreach (XElement device in homeless)
        {
            device.Add(Element(new PciAddress(0, (byte)PciPorts.Free(devices).First(), 0, 0)));
        }
    }

    public static XElement Element(PciAddress address) =>
        new("address", new XAttribute("type", "pci"), DeviceWriter.PciAddressOf(address).Attributes());

    private static bool IsHomeless(XElement device) => device.Element("address") is null;

    private static void AddPorts(XElement devices, int count)
    {
        XElement last = devices.Elements("controller").Last(controller => controller.Text("type") == "pci");
        int next = devices.Elements("controller").Where(PciPorts.IsPort).Select(port => port.Whole("index") ?? 0).DefaultIfEmpty().Max() + 1;
        last.AddAfterSelf(Enumerable.Range(next, Math.Max(0, count)).Select(index => PciPorts.Controller(index, PciPorts.PortModel)));
    }

    private static void PlacePort(XElement port)
    {
        int number = (port.Whole("index") ?? 1) - 1;
        int slot = 1 + (number / FunctionsPerSlot);
        int function = number % FunctionsPerSlot;
        XElement address = Element(new PciAddress(0, 0, (byte)slot, (byte)function));
        if (function == 0)
        {
            address.Add(new XAttribute("multifunction", "on"));
        }

        port.Add(
            new XElement("model", new XAttribute("name", PciPorts.PortModel)),
            new XElement("target", new XAttribute("chassis", number + 1), new XAttribute("port", $"0x{(slot << 3) | function:x}")),
            address);
    }
}
