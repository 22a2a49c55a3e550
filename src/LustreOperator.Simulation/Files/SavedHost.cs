using System.Collections.Immutable;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Files;

/// <summary>A host as its state file has it: what the shape does not say.</summary>
internal sealed record SavedHost
{
    public int LastId { get; init; }

    public required IReadOnlyList<SavedDomain> Domains { get; init; }

    public required IReadOnlyList<SavedPool> Pools { get; init; }

    /// <summary>Networks that are stopped.</summary>
    public required IReadOnlyList<string> InactiveNetworks { get; init; }

    /// <summary>Drivers by PCI address; empty for none.</summary>
    public required IReadOnlyDictionary<PciAddress, string> Drivers { get; init; }

    public static SavedHost Of(HostState state) => new()
    {
        LastId = state.LastId,
        Domains = [.. state.Domains.Values.Select(SavedDomain.Of)],
        Pools = [.. state.Pools.Values.Select(pool => new SavedPool(pool.Name, pool.Empty.IsActive, [.. pool.Volumes.Values], [.. pool.Unseen]))],
        InactiveNetworks = [.. state.Networks.Values.Where(network => !network.IsActive).Select(network => network.Name)],
        Drivers = state.Drivers,
    };

    /// <summary>The host as it was, on a fresh one of its shape.</summary>
    /// <exception cref="KeyNotFoundException">A pool or network is not one of the shape.</exception>
    /// <exception cref="FormatException">A domain's XML is none.</exception>
    public HostState Restore(HostState fresh)
    {
        HostState state = fresh with
        {
            LastId = LastId,
            Pools = fresh.Pools.SetItems(Pools.Select(saved => KeyValuePair.Create(saved.Name, saved.Restore(fresh.Pools[saved.Name])))),
            Networks = fresh.Networks.SetItems(InactiveNetworks.Select(name => KeyValuePair.Create(name, fresh.Networks[name] with { IsActive = false }))),
            Drivers = Drivers.ToImmutableSortedDictionary(),
        };
        return Domains.Aggregate(state, (host, saved) => host.With(saved.Restore()));
    }
}
