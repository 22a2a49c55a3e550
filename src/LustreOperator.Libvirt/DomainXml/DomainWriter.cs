using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>Writes a whole domain.</summary>
internal static class DomainWriter
{
    public static XElement Write(DomainDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new XElement(
            "domain",
            new XAttribute("type", definition.Type == DomainType.Kvm ? "kvm" : "qemu"),
            new XElement("name", definition.Name),
            definition.Uuid is { } uuid ? new XElement("uuid", uuid) : null,
            definition.Metadata.Count == 0 ? null : new XElement("metadata", definition.Metadata.Select(element => element.Write())),
            new XElement("memory", new XAttribute("unit", "KiB"), definition.MemoryKiB),
            new XElement("currentMemory", new XAttribute("unit", "KiB"), definition.MemoryKiB),
            MemoryBacking(definition),
            new XElement("vcpu", new XAttribute("placement", "static"), definition.VCpus),
            CpuTune(definition),
            NumaTune(definition),
            new XElement("os", new XElement("type", new XAttribute("arch", "x86_64"), new XAttribute("machine", "q35"), "hvm")),
            new XElement("features", new XElement("acpi"), new XElement("apic")),
            Cpu(definition),
            new XElement("clock", new XAttribute("offset", "utc")),
            new XElement("on_poweroff", "destroy"),
            new XElement("on_reboot", "restart"),
            new XElement("on_crash", "destroy"),
            Devices(definition));
    }

    private static XElement? MemoryBacking(DomainDefinition definition) => definition.HugepageKiB is not { } size
        ? null
        : new XElement(
            "memoryBacking",
            new XElement("hugepages", new XElement("page", new XAttribute("size", size), new XAttribute("unit", "KiB"))));

    private static XElement? CpuTune(DomainDefinition definition)
    {
        XElement tune = new(
            "cputune",
            definition.VcpuPins.Select(pin => new XElement("vcpupin", new XAttribute("vcpu", pin.VCpu), new XAttribute("cpuset", pin.Cpus))),
            definition.EmulatorPin is { } emulator ? new XElement("emulatorpin", new XAttribute("cpuset", emulator)) : null);
        return tune.HasElements ? tune : null;
    }

    private static XElement? NumaTune(DomainDefinition definition) => definition.MemoryBinding is not { } binding
        ? null
        : new XElement(
            "numatune",
            new XElement("memory", Mode(binding), new XAttribute("nodeset", binding.Nodes)),
            new XElement("memnode", new XAttribute("cellid", 0), Mode(binding), new XAttribute("nodeset", binding.Nodes)));

    private static XAttribute Mode(MemoryBinding binding) => new("mode", binding.Policy.ToString().ToLowerInvariant());

    private static XElement Cpu(DomainDefinition definition) => new(
        "cpu",
        new XAttribute("mode", definition.Type == DomainType.Kvm ? "host-passthrough" : "maximum"),
        new XElement(
            "topology",
            new XAttribute("sockets", 1),
            new XAttribute("dies", 1),
            new XAttribute("cores", definition.VCpus),
            new XAttribute("threads", 1)),
        definition.MemoryBinding is null
            ? null
            : new XElement(
                "numa",
                new XElement(
                    "cell",
                    new XAttribute("id", 0),
                    new XAttribute("cpus", CpuSet.Range(0, definition.VCpus)),
                    new XAttribute("memory", definition.MemoryKiB),
                    new XAttribute("unit", "KiB"))));

    private static XElement Devices(DomainDefinition definition) => new(
        "devices",
        definition.Disks.Select(DeviceWriter.Write),
        PciPorts.Controllers(PciPorts.Needed(definition)),
        new XElement("controller", new XAttribute("type", "usb"), new XAttribute("model", "none")),
        definition.Interfaces.Select(DeviceWriter.Write),
        definition.SerialConsole
            ? new XElement("serial", new XAttribute("type", "pty"), new XElement("target", new XAttribute("port", 0)))
            : null,
        definition.SerialConsole
            ? new XElement("console", new XAttribute("type", "pty"), new XElement("target", new XAttribute("type", "serial"), new XAttribute("port", 0)))
            : null,
        definition.GuestAgent
            ? new XElement(
                "channel",
                new XAttribute("type", "unix"),
                new XElement("target", new XAttribute("type", "virtio"), new XAttribute("name", DeviceParser.AgentChannel)))
            : null,
        definition.HostDevices.Select(DeviceWriter.Write),
        new XElement("memballoon", new XAttribute("model", "none")));
}
