using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>Reads a whole domain.</summary>
internal static class DomainParser
{
    public static DomainDescription Read(XElement domain, string xml)
    {
        XElement devices = domain.Element("devices") ?? new XElement("devices");
        XElement? type = domain.Element("os")?.Element("type");
        XElement? agent = AgentChannel(devices);
        return new DomainDescription
        {
            Definition = Definition(domain, devices),
            Machine = type.Text("machine"),
            Architecture = type.Text("arch"),
            Emulator = devices.Element("emulator").Text(),
            GuestAgentConnected = agent?.Element("target").Text("state") is { } state ? state == "connected" : null,
            ConsolePath = (devices.Element("console") ?? devices.Element("serial"))?.Element("source").Text("path"),
            OnlineVCpus = domain.Element("vcpu").Whole("current") ?? (int)(XmlText.Long(domain.Element("vcpu").Text()) ?? 1),
            CurrentMemoryKiB = HasBalloon(devices) ? domain.Element("currentMemory")?.KiB() : null,
            FreePciePorts = PciPorts.Free(devices).Count(),
            Devices = devices.Elements().Select(Place).OfType<PlacedDevice>().ToValueList(),
            ForeignDevices = devices.Elements().Where(IsForeign).Select(Describe).ToValueList(),
            InterfaceTargets = devices.Elements("interface").Select(nic => nic.Element("target").Text("dev")).OfType<string>().ToValueList(),
            Xml = xml,
        };
    }

    /// <summary>
    /// The functions of the host that a domain's devices are, by address. In other people's domains interfaces and NVMe disks may be functions too; no
    /// other device's source has an address on a PCI bus.
    /// </summary>
    public static ValueList<PciAddress> HostFunctions(XElement domain) => (domain.Element("devices")?.Elements() ?? [])
        .Select(device => device.Element("source")?.Element("address").Pci())
        .OfType<PciAddress>()
        .Order()
        .ToValueList();

    /// <summary>Every image that the disks name: what they read and write, what that stands on, and what is being copied to.</summary>
    public static ValueList<DiskSource> Images(XElement domain) => (domain.Element("devices")?.Elements("disk") ?? [])
        .SelectMany(disk => disk.Descendants("source"))
        .Select(Image)
        .OfType<DiskSource>()
        .Distinct()
        .ToValueList();

    private static DiskSource? Image(XElement source) =>
        source.Text("pool") is { } pool && source.Text("volume") is { } volume ? new VolumeSource(pool, volume)
        : source.Text("file") is { } file ? new FileSource(file)
        : source.Text("dev") is { } device ? new BlockSource(device)
        : null;

    private static DomainDefinition Definition(XElement domain, XElement devices)
    {
        DomainDevice[] known = [.. devices.Elements().Select(DeviceParser.Read).OfType<DomainDevice>()];
        XElement? tune = domain.Element("cputune");
        DomainDefinition definition = new()
        {
            Name = domain.Element("name").Text() ?? string.Empty,
            Uuid = Guid.TryParse(domain.Element("uuid").Text(), out Guid uuid) ? uuid : null,
            Metadata = DomainMetadata.ReadAll(domain),
            Type = domain.Text("type") == "kvm" ? DomainType.Kvm : DomainType.Qemu,
            VCpus = (int)(XmlText.Long(domain.Element("vcpu").Text()) ?? 1),
            VcpuPins = VcpuPins(tune),
            EmulatorPin = tune?.Element("emulatorpin").Text("cpuset") is { } emulator ? CpuListText.Parse(emulator) : null,
            MemoryKiB = domain.Element("memory").KiB(),
            HugepageKiB = HugepageKiB(domain.Element("memoryBacking")),
            MemoryBinding = MemoryBinding(domain.Element("numatune")?.Element("memory")),
            Disks = known.OfType<DomainDisk>().ToValueList(),
            Interfaces = known.OfType<DomainInterface>().ToValueList(),
            HostDevices = known.OfType<DomainHostDevice>().ToValueList(),
            GuestAgent = AgentChannel(devices) is not null,
            SerialConsole = devices.Element("serial") is not null || devices.Element("console") is not null,
        };
        int ports = devices.Elements("controller").Count(PciPorts.IsPort);
        return definition with { SparePciePorts = Math.Max(0, ports - PciPorts.Used(definition)) };
    }

    private static ValueList<VcpuPin> VcpuPins(XElement? tune) => (tune?.Elements("vcpupin") ?? [])
        .Where(pin => pin.Whole("vcpu") is not null)
        .Select(pin => new VcpuPin(pin.Whole("vcpu")!.Value, CpuListText.Parse(pin.Text("cpuset") ?? string.Empty)))
        .OrderBy(pin => pin.VCpu)
        .ToValueList();

    private static long? HugepageKiB(XElement? backing) => backing?.Element("hugepages")?.Element("page") is { } page ? page.KiB("size") : null;

    private static MemoryBinding? MemoryBinding(XElement? memory) => memory.Text("nodeset") is not { } nodes
        ? null
        : new MemoryBinding(
            CpuListText.Parse(nodes),
            Enum.TryParse(memory.Text("mode"), ignoreCase: true, out MemoryPolicy policy) ? policy : MemoryPolicy.Strict);

    private static XElement? AgentChannel(XElement devices) =>
        devices.Elements("channel").FirstOrDefault(channel => channel.Element("target").Text("name") == DeviceParser.AgentChannel);

    private static PlacedDevice? Place(XElement device) => DeviceParser.Key(device) is { } key
        ? new PlacedDevice(key, DeviceParser.AliasOf(device), device.Element("address").Pci())
        {
            Backing = DeviceParser.Backing(device).ToValueList(),
            IsMirrored = device.Element("mirror") is not null,
        }
        : null;

    private static bool HasBalloon(XElement devices) => devices.Element("memballoon").Text("model") is { } model && model != "none";

    private static bool IsForeign(XElement device) =>
        device.Name.LocalName is "disk" or "interface" or "hostdev" && DeviceParser.Key(device) is null;

    private static string Describe(XElement device) => $"{device.Name.LocalName} {device.Text("device") ?? device.Text("type")}".TrimEnd();
}
