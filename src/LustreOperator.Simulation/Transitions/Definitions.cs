using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;
using LustreOperator.Simulation.Xml;

namespace LustreOperator.Simulation.Transitions;

/// <summary>Defining and undefining domains, and setting their metadata.</summary>
internal static class Definitions
{
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

    public static Change SetMetadata(HostState state, Guid uuid, DomainMetadata metadata, DomainScope scope)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        SimulatedDomain changed = Guards.Edit(domain, Guards.Resolve(domain, scope), metadata.PutInto);
        return new Change(state.With(changed), [new MetadataChanged(domain.Identity, metadata.NamespaceUri)]);
    }

    private static string InactiveXml(SimulatedDomain domain) =>
        domain.Inactive?.Xml ?? XmlText.Print(LiveXml.ToInactive(XmlText.Parse(domain.Live!.Xml, "domain")));
}
