using System.Globalization;
using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>Reads virNodeDeviceGetXMLDesc's XML of a PCI function.</summary>
public static class NodeDeviceReader
{
    /// <summary>The function that the XML describes; null for a device of another kind.</summary>
    /// <exception cref="FormatException">The text is not a node device.</exception>
    public static PciDevice? Read(string xml)
    {
        XElement device = XmlText.Parse(xml, "device");
        XElement? pci = device.Elements("capability").FirstOrDefault(capability => capability.Text("type") == "pci");
        if (pci is null)
        {
            return null;
        }

        XElement? virtualFunctions = Capability(pci, "virt_functions");
        XElement? link = pci.Element("pci-express");
        return new PciDevice
        {
            Address = AddressOf(pci),
            Name = device.Element("name").Text() ?? string.Empty,
            Class = new PciClass(XmlText.Hex(pci.Element("class").Text()) ?? 0),
            VendorId = XmlText.Hex(pci.Element("vendor").Text("id")) ?? 0,
            ProductId = XmlText.Hex(pci.Element("product").Text("id")) ?? 0,
            VendorName = pci.Element("vendor").Text() ?? string.Empty,
            ProductName = pci.Element("product").Text() ?? string.Empty,
            Driver = device.Element("driver")?.Element("name").Text(),
            NumaNode = pci.Element("numa").Whole("node"),
            IommuGroup = pci.Element("iommuGroup") is { } group ? new IommuGroup(group.Whole("number") ?? 0, Addresses(group)) : null,
            LinkCapable = Link(link, "cap"),
            LinkNow = Link(link, "sta"),
            MaxVirtualFunctions = virtualFunctions.Whole("maxCount") ?? 0,
            VirtualFunctions = virtualFunctions is null ? [] : Addresses(virtualFunctions),
            PhysicalFunction = Capability(pci, "phys_function")?.Element("address").Pci(),
        };
    }

    private static XElement? Capability(XElement pci, string type) =>
        pci.Elements("capability").FirstOrDefault(capability => capability.Text("type") == type);

    /// <summary>The function's own address is in decimal elements, unlike every other one.</summary>
    private static PciAddress AddressOf(XElement pci)
    {
        return new PciAddress(Part("domain"), (byte)Part("bus"), (byte)Part("slot"), (byte)Part("function"));

        int Part(string name) => (int)(XmlText.Long(pci.Element(name).Text()) ?? 0);
    }

    private static ValueList<PciAddress> Addresses(XElement parent) =>
        parent.Elements("address").Select(address => address.Pci()).OfType<PciAddress>().Order().ToValueList();

    private static PciLink? Link(XElement? express, string validity)
    {
        XElement? link = express?.Elements("link").FirstOrDefault(element => element.Text("validity") == validity);
        bool fast = double.TryParse(link.Text("speed"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double speed);
        return link.Whole("width") is { } width ? new PciLink(fast ? speed : null, width) : null;
    }
}
