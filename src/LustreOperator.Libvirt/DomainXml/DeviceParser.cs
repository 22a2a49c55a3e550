using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>Reads the devices of kinds that we make.</summary>
public static class DeviceParser
{
    public const string AgentChannel = "org.qemu.guest_agent.0";

    /// <summary>Aliases of users begin so; libvirt keeps no others in a definition.</summary>
    private const string OwnAliasPrefix = "ua-";

    /// <summary>The <see cref="DomainDevice.Key"/> of a device element; null when it is of a kind that we do not make.</summary>
    public static string? Key(XElement device) => Read(device)?.Key;

    public static DomainDevice? Read(XElement device) => device.Name.LocalName switch
    {
        "disk" => Disk(device),
        "interface" => Interface(device),
        "hostdev" => HostDevice(device),
        _ => null,
    };

    public static string? AliasOf(XElement device) => device.Element("alias").Text("name");

    /// <summary>What a disk's bytes lie over, nearest first; empty where libvirt does not say.</summary>
    public static IEnumerable<DiskSource> Backing(XElement disk)
    {
        for (XElement? layer = disk.Element("backingStore"); layer is not null; layer = layer.Element("backingStore"))
        {
            if (Source(layer) is { } source)
            {
                yield return source;
            }
        }
    }

    private static DomainDisk? Disk(XElement disk)
    {
        XElement? target = disk.Element("target");
        return (disk.Text("device") ?? "disk") != "disk" || Source(disk) is not { } from || target.Text("dev") is not { } name
            ? null
            : new DomainDisk
            {
                Target = name,
                Bus = target.Text("bus") ?? DomainDisk.Virtio,
                Source = from,
                Format = disk.Element("driver").Text("type") == "qcow2" ? VolumeFormat.Qcow2 : VolumeFormat.Raw,
                Serial = disk.Element("serial").Text(),
                IsReadOnly = disk.Element("readonly") is not null,
                Alias = OwnAlias(disk),
                BootOrder = disk.Element("boot").Whole("order"),
            };
    }

    private static DiskSource? Source(XElement place)
    {
        XElement? source = place.Element("source");
        return (source, place.Text("type")) switch
        {
            (null, _) or (_, null) => null,
            (_, "volume") when source.Text("pool") is { } pool && source.Text("volume") is { } volume => new VolumeSource(pool, volume),
            (_, "file") when source.Text("file") is { } file => new FileSource(file),
            (_, "block") when source.Text("dev") is { } device => new BlockSource(device),
            (_, { } type) => Other(type, source),
        };
    }

    // Which layer of the chain it is numbered as changes while it runs.
    private static OtherSource Other(string type, XElement source)
    {
        XElement plain = new(source);
        plain.Attribute("index")?.Remove();
        return new OtherSource(type, plain.ToString(SaveOptions.DisableFormatting));
    }

    private static DomainInterface? Interface(XElement nic)
    {
        XElement? source = nic.Element("source");

        // A running interface on a network says its bridge besides, and may say type='bridge'.
        InterfaceSource? from = source.Text("network") is { } network
            ? new NetworkSource(network)
            : nic.Text("type") == "bridge" && source.Text("bridge") is { } bridge ? new BridgeSource(bridge) : null;
        return from is null || nic.Element("mac").Text("address") is not { } mac || nic.Element("model").Text("type") != "virtio"
            ? null
            : new DomainInterface
            {
                Mac = mac,
                Source = from,
                Alias = OwnAlias(nic),
                BootOrder = nic.Element("boot").Whole("order"),
            };
    }

    private static DomainHostDevice? HostDevice(XElement device) =>
        device.Text("type") != "pci" || device.Element("source")?.Element("address").Pci() is not { } address
            ? null
            : new DomainHostDevice
            {
                Address = address,
                IsManaged = device.Text("managed") == "yes",
                Alias = OwnAlias(device),
                BootOrder = device.Element("boot").Whole("order"),
            };

    private static string? OwnAlias(XElement device) =>
        AliasOf(device) is { } alias && alias.StartsWith(OwnAliasPrefix, StringComparison.Ordinal) ? alias : null;
}
