namespace LustreOperator.Libvirt.Tests.Values;

/// <summary>Steps that many tests make.</summary>
internal static class HypervisorSteps
{
    /// <summary>Defines a domain and starts it.</summary>
    public static async Task<DomainIdentity> Run(this IHypervisor host, DomainDefinition definition)
    {
        DomainIdentity domain = await host.DefineDomainAsync(definition, CancellationToken.None);
        await host.StartDomainAsync(domain.Uuid, CancellationToken.None);
        return domain;
    }

    /// <summary>A domain that must be there.</summary>
    public static async Task<DomainSnapshot> Look(this IHypervisor host, DomainIdentity domain) =>
        await host.FindDomainAsync(domain.Name, CancellationToken.None) ?? throw new AssertionException($"There is no domain {domain.Name}");
}
