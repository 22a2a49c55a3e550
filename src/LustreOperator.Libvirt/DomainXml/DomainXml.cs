using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>
/// Domain definitions as libvirt's XML and back. What is the same for all our domains is here: q35, virtio, a serial console, no graphics, no USB, no
/// balloon (a passed-through function pins all of the guest's memory anyway), and PCI Express ports for each device and some to spare.
/// </summary>
public static class DomainXml
{
    /// <summary>Which generation of the template this is. It counts up when what is the same for all domains changes.</summary>
    public const int TemplateVersion = 1;

    /// <summary>The XML of a new domain.</summary>
    public static string Write(DomainDefinition definition) => XmlText.Print(DomainWriter.Write(definition));

    /// <summary>
    /// The XML that turns an existing domain into the definition and keeps all that a definition has no word for: what libvirt filled in when it was made
    /// (UUID, machine type, emulator, controllers, guest addresses), metadata of others, devices of kinds that we never make, a disk's cache mode. A disk,
    /// interface or PCI function that is not in the definition goes.
    /// </summary>
    /// <param name="existingInactiveXml">What VIR_DOMAIN_XML_INACTIVE gave.</param>
    /// <param name="definition">What the domain is to be.</param>
    /// <exception cref="FormatException">The existing text is not a domain's XML.</exception>
    public static string WriteMerged(string existingInactiveXml, DomainDefinition definition) =>
        XmlText.Print(DomainMerger.Merge(XmlText.Parse(existingInactiveXml, "domain"), definition));

    /// <summary>The XML of one device, to attach or detach it.</summary>
    public static string WriteDevice(DomainDevice device) => XmlText.Print(DeviceWriter.Write(device));

    /// <summary>Reads the XML of any domain, live or inactive.</summary>
    /// <exception cref="FormatException">The text is not a domain's XML.</exception>
    public static DomainDescription Read(string xml)
    {
        XElement domain = XmlText.Parse(xml, "domain");
        return DomainParser.Read(domain, xml);
    }

    /// <summary>A domain's metadata, and what it has of the host.</summary>
    /// <exception cref="FormatException">The text is not a domain's XML.</exception>
    internal static DomainHolding ReadHolding(string xml)
    {
        XElement domain = XmlText.Parse(xml, "domain");
        return new(
            DomainMetadata.ReadAll(domain),
            domain.Attribute("id") is null ? [] : DomainParser.HostFunctions(domain),
            DomainParser.Images(domain));
    }
}

/// <summary>What a domain has of the host.</summary>
/// <param name="Metadata">The elements of its metadata.</param>
/// <param name="Functions">PCI functions; none when the XML is not that of a running domain.</param>
/// <param name="Images">What its disks read and write.</param>
internal sealed record DomainHolding(ValueList<DomainMetadata> Metadata, ValueList<PciAddress> Functions, ValueList<DiskSource> Images);
