using System.Xml.Linq;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;
using LustreOperator.Simulation.Xml;

namespace LustreOperator.Simulation.Transitions;

/// <summary>Defining, undefining and marking domains.</summary>
internal static class Definitions
{
    /// <summary>Where the mark stands in a domain without metadata: after the first of these that is there.</summary>
    private static readonly string[] s_beforeMetadata = ["description", "title", "uuid", "name"];

    /// <summary>virDomainDefineXML.</summary>
    /// <param name="state">The host before.</param>
    /// <param name="definition">What to define.</param>
    /// <param name="fresh">The UUID for a domain that is to be given one.</param>
    public static Change Define(HostState state, DomainDefinition definition, Guid fresh)
    {
        Guid uuid = definition.Uuid ?? fresh;
        SimulatedDomain? existing = state.Find(uuid);
        string text = existing is null ? DomainXml.Write(definition) : DomainXml.WriteMerged(InactiveXml(existing), definition);
        HostCapabilities host = state.Shape.Capabilities;
        if (definition.Type == DomainType.Kvm && !host.KvmAvailable)
        {
            throw Faults.Unsupported($"Emulator '{host.Emulator}' does not support virt type 'kvm'");
        }

        if (existing is not null && existing.Identity.Name != definition.Name)
        {
            throw Faults.Failed($"domain '{existing.Identity.Name}' is already defined with uuid {uuid}");
        }

        if (state.Domains.GetValueOrDefault(definition.Name) is { } other && other.Identity.Uuid != uuid)
        {
            throw Faults.Failed($"domain '{definition.Name}' already exists with uuid {other.Identity.Uuid}").As(LibvirtErrorKind.DomainExists);
        }

        DomainDescription defined = DomainXml.Read(XmlText.Print(DomainFiller.Fill(XmlText.Parse(text, "domain"), host, uuid)));
        SimulatedDomain domain = existing is null
            ? new SimulatedDomain { Identity = new DomainIdentity(definition.Name, uuid), Inactive = defined }
            : existing with { Inactive = defined };

        // VIR_DOMAIN_EVENT_DEFINED_ADDED and UPDATED; a transient domain's first definition is new.
        return new Change(state.With(domain), [new DomainLifecycle(domain.Identity, DomainChange.Defined, existing?.Inactive is null ? 0 : 1)]);
    }

    public static Change Undefine(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        return domain.Inactive is null
            ? throw Faults.Invalid("cannot undefine transient domain")
            : new Change(
                domain.IsActive ? state.With(domain with { Inactive = null }) : state.Without(domain),
                [new DomainLifecycle(domain.Identity, DomainChange.Undefined, 0)]);
    }

    public static Change SetOwner(HostState state, Guid uuid, DomainOwner owner, DomainScope scope)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        SimulatedDomain marked = Guards.Edit(domain, Guards.Resolve(domain, scope), xml => Mark(xml, owner));
        return new Change(state.With(marked), [new MetadataChanged(domain.Identity, DomainOwner.NamespaceUri)]);
    }

    private static string InactiveXml(SimulatedDomain domain) =>
        domain.Inactive?.Xml ?? XmlText.Print(LiveXml.ToInactive(XmlText.Parse(domain.Live!.Xml, "domain")));

    private static void Mark(XElement domain, DomainOwner owner)
    {
        if (domain.Element("metadata") is null)
        {
            s_beforeMetadata.Select(name => domain.Element(name)).First(element => element is not null)!.AddAfterSelf(new XElement("metadata"));
        }

        XElement metadata = domain.Element("metadata")!;
        metadata.Element(OwnerXml.Name)?.Remove();
        metadata.Add(OwnerXml.Write(owner));
    }
}
