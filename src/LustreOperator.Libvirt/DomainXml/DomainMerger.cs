using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>
/// Turns an existing definition into a wanted one. What the two say alike stays as it is written, and so does all that a <see cref="DomainDefinition"/>
/// has no word for: what libvirt filled in, and what the host's admin added.
/// </summary>
internal static class DomainMerger
{
    /// <summary>Changes an existing definition.</summary>
    /// <param name="existing">The inactive definition.</param>
    /// <param name="wanted">What it is to say.</param>
    /// <returns>The existing element, changed.</returns>
    public static XElement Merge(XElement existing, DomainDefinition wanted)
    {
        DomainDefinition was = DomainParser.Read(existing, xml: "").Definition;
        XElement written = DomainWriter.Write(wanted);
        existing.SetAttributeValue("type", written.Text("type"));
        existing.Element("name")!.Value = wanted.Name;
        if (existing.Element("uuid") is null)
        {
            existing.Element("name")!.AddAfterSelf(written.Element("uuid"));
        }

        foreach (DomainMetadata element in wanted.Metadata)
        {
            element.PutInto(existing);
        }

        if (was.MemoryKiB != wanted.MemoryKiB)
        {
            Put(existing, written, "memory");
            Put(existing, written, "currentMemory");
        }

        if (was.HugepageKiB != wanted.HugepageKiB)
        {
            PutWithin(existing, written, "memoryBacking", "hugepages");
        }

        PlugIn(existing, wanted.VCpus);
        if (!was.VcpuPins.Equals(wanted.VcpuPins))
        {
            PutWithin(existing, written, "cputune", "vcpupin");
        }

        if (was.EmulatorPin != wanted.EmulatorPin)
        {
            PutWithin(existing, written, "cputune", "emulatorpin");
        }

        if (was.MemoryBinding != wanted.MemoryBinding)
        {
            Put(existing, written, "numatune");
        }

        if (was.Type != wanted.Type || existing.Element("cpu") is null)
        {
            Put(existing, written, "cpu");
        }
        else if (was.VCpus != wanted.VCpus || was.MemoryKiB != wanted.MemoryKiB || was.MemoryBinding != wanted.MemoryBinding)
        {
            PutWithin(existing, written, "cpu", "topology");
            PutWithin(existing, written, "cpu", "numa");
        }

        DeviceMerger.Merge(existing, written, was, wanted);
        return existing;
    }

    // All of them: fewer (virsh setvcpus --config) is not what is wanted.
    private static void PlugIn(XElement existing, int count)
    {
        XElement? vcpu = existing.Element("vcpu");
        if (vcpu is null)
        {
            vcpu = new XElement("vcpu", new XAttribute("placement", "static"));
            existing.Element("memory")!.AddAfterSelf(vcpu);
        }

        vcpu.Value = XmlText.Number(count);
        vcpu.Attribute("current")?.Remove();
        existing.Element("vcpus")?.Remove();
    }

    // The wanted element in place of the one that is there.
    private static void Put(XElement existing, XElement written, string name)
    {
        XElement? now = existing.Element(name);
        XElement? wanted = written.Element(name);
        if (now is not null && wanted is not null)
        {
            now.ReplaceWith(wanted);
        }
        else if (wanted is not null)
        {
            (existing.Element("os") ?? existing.Element("devices")!).AddBeforeSelf(wanted);
        }
        else
        {
            now?.Remove();
        }
    }

    // The wanted parts of an element in place of those that are there; other parts stay.
    private static void PutWithin(XElement existing, XElement written, string name, string part)
    {
        XElement? place = existing.Element(name);
        if (place is null)
        {
            Put(existing, written, name);
            return;
        }

        place.Elements(part).Remove();
        place.Add(written.Elements(name).Elements(part));
        if (!place.HasElements && !place.HasAttributes)
        {
            place.Remove();
        }
    }
}
