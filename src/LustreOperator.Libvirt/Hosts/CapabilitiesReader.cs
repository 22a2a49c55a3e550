using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>Reads virConnectGetCapabilities' XML.</summary>
public static class CapabilitiesReader
{
    /// <summary>
    /// What the XML says of the host; what only other calls say is left at its default: versions, host name, free pages, VFIO.
    /// </summary>
    /// <exception cref="FormatException">The text is not a capabilities document.</exception>
    public static HostCapabilities Read(string xml)
    {
        XElement capabilities = XmlText.Parse(xml, "capabilities");
        XElement? host = capabilities.Element("host");
        XElement? cpu = host?.Element("cpu");
        string architecture = cpu?.Element("arch").Text() ?? string.Empty;
        XElement? guest = capabilities.Elements("guest")
            .Where(element => element.Element("os_type").Text() == "hvm")
            .Select(element => element.Element("arch"))
            .FirstOrDefault(arch => arch.Text("name") == architecture);
        List<UnreadablePart> unreadable = [];
        return new HostCapabilities
        {
            HostUuid = Guid.TryParse(host?.Element("uuid").Text(), out Guid uuid) ? uuid : null,
            HostName = string.Empty,
            LibvirtVersion = new Version(),
            HypervisorVersion = new Version(),
            Architecture = architecture,
            CpuModel = cpu?.Element("model").Text(),
            Cells = (host?.Element("topology")?.Element("cells")?.Elements("cell") ?? []).Select(cell => Cell(cell, unreadable))
                .OrderBy(cell => cell.Id).ToValueList(),
            IommuSupported = host?.Element("iommu").Text("support") == "yes",
            KvmAvailable = guest?.Elements("domain").Any(domain => domain.Text("type") == "kvm") ?? false,
            Emulator = guest?.Element("emulator").Text(),
            Unreadable = unreadable.ToValueList(),
            Q35Machine = guest?.Elements("machine").FirstOrDefault(machine => machine.Value == "q35").Text("canonical"),
        };
    }

    /// <summary>Whether virConnectGetDomainCapabilities' XML offers VFIO for host devices.</summary>
    /// <exception cref="FormatException">The text is not a domain capabilities document.</exception>
    public static bool OffersVfio(string xml) =>
        XmlText.Parse(xml, "domainCapabilities").Descendants("hostdev").Elements("enum")
            .Where(offered => offered.Text("name") == "pciBackend")
            .Elements("value")
            .Any(value => value.Value == "vfio");

    private static NumaCell Cell(XElement cell, List<UnreadablePart> unreadable) => new()
    {
        Id = cell.Whole("id") ?? 0,
        MemoryKiB = cell.Element("memory").KiB(),
        Cpus = (cell.Element("cpus")?.Elements("cpu") ?? []).Select(cpu => Cpu(cpu, unreadable)).OrderBy(cpu => cpu.Id).ToValueList(),
        Pages = cell.Elements("pages").Select(pages => new PagePool(pages.KiB("size"), XmlText.Long(pages.Text()) ?? 0, null)).ToValueList(),
        Distances = (cell.Element("distances")?.Elements("sibling") ?? [])
            .Select(sibling => new NumaDistance(sibling.Whole("id") ?? 0, sibling.Whole("value") ?? 0))
            .ToValueList(),
    };

    private static HostCpu Cpu(XElement cpu, List<UnreadablePart> unreadable) => new()
    {
        Id = cpu.Whole("id") ?? 0,
        SocketId = cpu.Whole("socket_id"),
        DieId = cpu.Whole("die_id"),
        CoreId = cpu.Whole("core_id"),
        Siblings = Siblings(cpu, unreadable),
    };

    // Without them, socket and core numbers say which CPUs are one core.
    private static CpuSet Siblings(XElement cpu, List<UnreadablePart> unreadable)
    {
        try
        {
            return CpuListText.Parse(cpu.Text("siblings") ?? string.Empty);
        }
        catch (FormatException fault)
        {
            unreadable.Add(new UnreadablePart("capabilities", $"of CPU {cpu.Text("id")}", fault.Message));
            return CpuSet.Empty;
        }
    }
}
