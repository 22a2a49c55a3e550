using System.Xml.Linq;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Transitions;

/// <summary>What many requests begin with.</summary>
internal static class Guards
{
    public static SimulatedDomain Domain(HostState state, Guid uuid) => state.Find(uuid) ?? throw Faults.NoDomain(uuid);

    public static SimulatedDomain Running(HostState state, Guid uuid) =>
        Domain(state, uuid) is { IsActive: true } domain ? domain : throw Faults.NotRunning();

    public static SimulatedPool Pool(HostState state, string name) => state.Pools.GetValueOrDefault(name) ?? throw Faults.NoPool(name);

    public static SimulatedPool ActivePool(HostState state, string name) =>
        Pool(state, name) is { Empty.IsActive: true } pool ? pool : throw Faults.Invalid($"storage pool '{name}' is not active");

    /// <summary>What a scope means for a domain as it is now (virDomainObjUpdateModificationImpact).</summary>
    public static DomainScope Resolve(SimulatedDomain domain, DomainScope scope)
    {
        scope = scope != DomainScope.None ? scope : domain.IsActive ? DomainScope.Live : DomainScope.Config;
        return scope.HasFlag(DomainScope.Live) && !domain.IsActive ? throw Faults.NotRunning()
            : scope.HasFlag(DomainScope.Config) && domain.Inactive is null ? throw Faults.Invalid("transient domains do not have any persistent config")
            : scope;
    }

    /// <summary>The domain with its XML edited where the scope says.</summary>
    public static SimulatedDomain Edit(SimulatedDomain domain, DomainScope scope, Action<XElement> edit) => domain with
    {
        Live = scope.HasFlag(DomainScope.Live) ? Edit(domain.Live!, edit) : domain.Live,
        Inactive = scope.HasFlag(DomainScope.Config) ? Edit(domain.Inactive!, edit) : domain.Inactive,
    };

    public static DomainDescription Edit(DomainDescription description, Action<XElement> edit)
    {
        XElement xml = XmlText.Parse(description.Xml, "domain");
        edit(xml);
        return DomainXml.Read(XmlText.Print(xml));
    }
}
