using System.Xml.Linq;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>A simulated host of many NUMA nodes of 16 CPUs and 32 GiB on two sockets, as a folder for <c>sandbox --shape</c>.</summary>
internal static class ManyNodesShape
{
    private const int CpusPerNode = 16;
    private const long NodeKiB = 32L << 20;

    /// <summary>Writes the folder's files.</summary>
    public static void Write(string folder, int nodes)
    {
        Directory.CreateDirectory(folder);
        new XElement(
            "capabilities",
            new XElement(
                "host",
                new XElement("cpu", new XElement("arch", "x86_64"), new XElement("model", "EPYC-Milan"), new XElement("vendor", "AMD")),
                new XElement("iommu", new XAttribute("support", "yes")),
                new XElement("topology", new XElement("cells", new XAttribute("num", nodes), Enumerable.Range(0, nodes).Select(node => Cell(node, nodes))))),
            new XElement(
                "guest",
                new XElement("os_type", "hvm"),
                new XElement(
                    "arch",
                    new XAttribute("name", "x86_64"),
                    new XElement("emulator", "/usr/bin/qemu-system-x86_64"),
                    new XElement("machine", new XAttribute("canonical", "pc-q35-7.2"), new XAttribute("maxCpus", 288), "q35"),
                    new XElement("domain", new XAttribute("type", "kvm"))))).Save(Path.Combine(folder, "capabilities.xml"));
        File.WriteAllText(Path.Combine(folder, "devices.xml"), "<devices/>");
        File.WriteAllText(Path.Combine(folder, "domain-capabilities.xml"), "<domainCapabilities/>");
        File.WriteAllText(Path.Combine(folder, "networks.xml"), "<networks/>");
        File.WriteAllText(Path.Combine(folder, "pools.xml"), "<pools/>");
    }

    private static XElement Cell(int node, int nodes) => new(
        "cell",
        new XAttribute("id", node),
        new XElement("memory", new XAttribute("unit", "KiB"), NodeKiB),
        new XElement("pages", new XAttribute("unit", "KiB"), new XAttribute("size", 4), NodeKiB / 4),
        new XElement("distances", Enumerable.Range(0, nodes).Select(other => new XElement(
            "sibling", new XAttribute("id", other), new XAttribute("value", other == node ? 10 : other / (nodes / 2) == node / (nodes / 2) ? 12 : 32)))),
        new XElement("cpus", Enumerable.Range(node * CpusPerNode, CpusPerNode).Select(cpu => new XElement(
            "cpu",
            new XAttribute("id", cpu),
            new XAttribute("socket_id", node / (nodes / 2)),
            new XAttribute("die_id", 0),
            new XAttribute("core_id", cpu),
            new XAttribute("siblings", cpu)))));
}
