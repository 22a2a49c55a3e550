using System.Diagnostics;
using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>Writes one device.</summary>
public static class DeviceWriter
{
    public static XElement Write(DomainDevice device) => device switch
    {
        DomainDisk disk => Disk(disk),
        DomainInterface nic => Interface(nic),
        DomainHostDevice hostDevice => HostDevice(hostDevice),
        _ => throw new UnreachableException(),
    };

    public static XElement PciAddressOf(PciAddress address) => new(
        "address",
        new XAttribute("domain", $"0x{address.Domain:x4}"),
        new XAttribute("bus", $"0x{address.Bus:x2}"),
        new XAttribute("slot", $"0x{address.Slot:x2}"),
        new XAttribute("function", $"0x{address.Function:x}"));

    /// <summary>A disk's type and its source element.</summary>
    public static (string Type, XElement Source) Source(DiskSource source) => source switch
    {
        VolumeSource volume => ("volume", new XElement("source", new XAttribute("pool", volume.Pool), new XAttribute("volume", volume.Volume))),
        FileSource file => ("file", new XElement("source", new XAttribute("file", file.Path))),
        BlockSource block => ("block", new XElement("source", new XAttribute("dev", block.Path))),
        OtherSource other => (other.Type, XmlText.Parse(other.Xml, "source")),
        _ => throw new UnreachableException(),
    };

    private static XElement Disk(DomainDisk disk)
    {
        (string type, XElement source) = Source(disk.Source);
        return new XElement(
            "disk",
            new XAttribute("type", type),
            new XAttribute("device", "disk"),
            new XElement("driver", new XAttribute("name", "qemu"), new XAttribute("type", disk.Format == VolumeFormat.Qcow2 ? "qcow2" : "raw")),
            source,
            new XElement("target", new XAttribute("dev", disk.Target), new XAttribute("bus", disk.Bus)),
            disk.IsReadOnly ? new XElement("readonly") : null,
            disk.Serial is null ? null : new XElement("serial", disk.Serial),
            Boot(disk),
            Alias(disk));
    }

    private static XElement Interface(DomainInterface nic)
    {
        (string type, XAttribute source) = nic.Source switch
        {
            BridgeSource bridge => ("bridge", new XAttribute("bridge", bridge.Bridge)),
            NetworkSource network => ("network", new XAttribute("network", network.Network)),
            _ => throw new UnreachableException(),
        };
        return new XElement(
            "interface",
            new XAttribute("type", type),
            new XElement("mac", new XAttribute("address", nic.Mac)),
            new XElement("source", source),
            new XElement("model", new XAttribute("type", "virtio")),
            Boot(nic),
            Alias(nic));
    }

    private static XElement HostDevice(DomainHostDevice device) => new(
        "hostdev",
        new XAttribute("mode", "subsystem"),
        new XAttribute("type", "pci"),
        new XAttribute("managed", device.IsManaged ? "yes" : "no"),
        new XElement("source", PciAddressOf(device.Address)),
        Boot(device),
        Alias(device));

    private static XElement? Boot(DomainDevice device) =>
        device.BootOrder is { } order ? new XElement("boot", new XAttribute("order", order)) : null;

    private static XElement? Alias(DomainDevice device) =>
        device.Alias is { } alias ? new XElement("alias", new XAttribute("name", alias)) : null;
}
