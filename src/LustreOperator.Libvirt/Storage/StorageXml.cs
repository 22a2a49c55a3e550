using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>Storage pools and volumes as libvirt's XML and back.</summary>
public static class StorageXml
{
    /// <summary>Reads virStoragePoolGetXMLDesc's XML.</summary>
    /// <exception cref="FormatException">The text is not a pool.</exception>
    public static StoragePool ReadPool(string xml, bool isActive)
    {
        XElement pool = XmlText.Parse(xml, "pool");
        return new StoragePool
        {
            Name = pool.Element("name").Text() ?? string.Empty,
            IsActive = isActive,
            Type = pool.Text("type") ?? string.Empty,
            Path = pool.Element("target")?.Element("path").Text(),
            CapacityBytes = Bytes(pool, "capacity"),
            AvailableBytes = Bytes(pool, "available"),
        };
    }

    /// <summary>Reads virStorageVolGetXMLDesc's XML.</summary>
    /// <exception cref="FormatException">The text is not a volume.</exception>
    public static StorageVolume ReadVolume(string xml, string pool)
    {
        XElement volume = XmlText.Parse(xml, "volume");
        XElement? target = volume.Element("target");
        return new StorageVolume
        {
            Pool = pool,
            Name = volume.Element("name").Text() ?? string.Empty,
            Path = target?.Element("path").Text() ?? volume.Element("key").Text() ?? string.Empty,
            Format = Format(target?.Element("format").Text("type"), volume.Text("type")),
            FormatName = target?.Element("format").Text("type"),
            CapacityBytes = Bytes(volume, "capacity"),
            AllocationBytes = Bytes(volume, "allocation"),
            BackingPath = volume.Element("backingStore")?.Element("path").Text(),
        };
    }

    /// <summary>The XML of a new volume, with <paramref name="backing"/> being what it is an overlay of.</summary>
    public static string WriteVolume(VolumeDefinition definition, StorageVolume? backing) => XmlText.Print(new XElement(
        "volume",
        new XElement("name", definition.Name),
        new XElement("capacity", new XAttribute("unit", "bytes"), definition.CapacityBytes),
        new XElement("allocation", new XAttribute("unit", "bytes"), 0),
        new XElement("target", new XElement("format", new XAttribute("type", TypeOf(definition.Format)))),
        backing is null
            ? null
            : new XElement(
                "backingStore",
                new XElement("path", backing.Path),
                new XElement("format", new XAttribute("type", TypeOf(backing.Format ?? VolumeFormat.Raw))))));

    private static string TypeOf(VolumeFormat format) => format == VolumeFormat.Qcow2 ? "qcow2" : "raw";

    /// <summary>A block device (a logical volume, a whole disk) has no format element, or one that says how its disk is partitioned.</summary>
    private static VolumeFormat? Format(string? format, string? volumeType) => format switch
    {
        "qcow2" => VolumeFormat.Qcow2,
        "raw" => VolumeFormat.Raw,
        _ when volumeType == "block" => VolumeFormat.Raw,
        _ => null,
    };

    private static long Bytes(XElement parent, string name) => XmlText.Long(parent.Element(name).Text()) ?? 0;
}
