using System.Xml.Linq;
using LustreOperator.Libvirt;

namespace LustreOperator.Simulation.Shapes;

/// <summary>
/// A host for scale tests: two sockets of 64 cores with 256 GiB each, 64 HCAs behind each, every one in an IOMMU group of its own. As libvirt's XML,
/// like any other shape.
/// </summary>
internal static class WideShape
{
    private const int Nodes = 2;
    private const int CoresPerNode = 64;
    private const int HcasPerNode = 64;
    private const long NodeKiB = 256L << 20;

    /// <summary>3/4 of the memory, in pages of 2 MiB.</summary>
    private const long Hugepages = NodeKiB / 2048 * 3 / 4;

    /// <summary>The file's text; null for those that are as in any shape.</summary>
    public static string? File(string name) => name switch
    {
        ShapeFiles.Capabilities => XmlText.Print(Capabilities()),
        ShapeFiles.Devices => XmlText.Print(Devices()),
        _ => null,
    };

    private static XElement Capabilities() => new(
        "capabilities",
        new XElement(
            "host",
            new XElement("cpu", new XElement("arch", "x86_64"), new XElement("model", "EPYC-Milan"), new XElement("vendor", "AMD")),
            new XElement("iommu", new XAttribute("support", "yes")),
            new XElement("topology", new XElement("cells", new XAttribute("num", Nodes), Enumerable.Range(0, Nodes).Select(Cell)))),
        new XElement(
            "guest",
            new XElement("os_type", "hvm"),
            new XElement(
                "arch",
                new XAttribute("name", "x86_64"),
                new XElement("emulator", "/usr/bin/qemu-system-x86_64"),
                new XElement("machine", new XAttribute("canonical", "pc-q35-7.2"), new XAttribute("maxCpus", 288), "q35"),
                new XElement("domain", new XAttribute("type", "qemu")),
                new XElement("domain", new XAttribute("type", "kvm")))));

    private static XElement Cell(int node) => new(
        "cell",
        new XAttribute("id", node),
        new XElement("memory", new XAttribute("unit", "KiB"), NodeKiB),
        Pages(4, (NodeKiB - (Hugepages * 2048)) / 4),
        Pages(2048, Hugepages),
        new XElement(
            "distances",
            Enumerable.Range(0, Nodes).Select(other => new XElement("sibling", new XAttribute("id", other), new XAttribute("value", other == node ? 10 : 21)))),
        new XElement("cpus", Enumerable.Range(node * CoresPerNode, CoresPerNode).Select(cpu => new XElement(
            "cpu",
            new XAttribute("id", cpu),
            new XAttribute("socket_id", node),
            new XAttribute("die_id", 0),
            new XAttribute("core_id", cpu % CoresPerNode),
            new XAttribute("siblings", cpu)))));

    private static XElement Pages(long sizeKiB, long count) =>
        new("pages", new XAttribute("unit", "KiB"), new XAttribute("size", sizeKiB), count);

    private static XElement Devices() => new(
        "devices",
        Enumerable.Range(0, Nodes * HcasPerNode).Select(Hca),
        new XElement(
            "device",
            new XElement("name", "net_br0_00_1b_21_00_00_b0"),
            new XElement("parent", "computer"),
            new XElement("capability", new XAttribute("type", "net"), new XElement("interface", "br0"))));

    private static XElement Hca(int number)
    {
        int node = number / HcasPerNode;
        PciAddress address = new(0, (byte)((node * 0x80) + 0x20 + (number % HcasPerNode)), 0, 0);
        return new XElement(
            "device",
            new XElement("name", PciDevice.NameOf(address)),
            new XElement("parent", "computer"),
            new XElement("driver", new XElement("name", "mlx5_core")),
            new XElement(
                "capability",
                new XAttribute("type", "pci"),
                new XElement("class", "0x020700"),
                new XElement("domain", address.Domain),
                new XElement("bus", address.Bus),
                new XElement("slot", address.Slot),
                new XElement("function", address.Function),
                new XElement("product", new XAttribute("id", "0x101b"), "MT28908 Family [ConnectX-6]"),
                new XElement("vendor", new XAttribute("id", "0x15b3"), "Mellanox Technologies"),
                new XElement("iommuGroup", new XAttribute("number", number + 1), DeviceWriter.PciAddressOf(address)),
                new XElement("numa", new XAttribute("node", node))));
    }
}
