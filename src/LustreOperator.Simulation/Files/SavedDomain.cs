using System.Collections.Immutable;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Files;

/// <summary>A domain as the state file has it: its XML as libvirt keeps it, and what is in no XML.</summary>
internal sealed record SavedDomain
{
    public int Id { get; init; }

    public DomainState State { get; init; }

    public int Reason { get; init; }

    public string? Inactive { get; init; }

    public string? Live { get; init; }

    public required IReadOnlyList<CpuSet> Affinity { get; init; }

    public required IReadOnlyList<HeldPages> Pages { get; init; }

    public required IReadOnlyDictionary<string, string> Images { get; init; }

    public required IReadOnlyList<string> Leaving { get; init; }

    public bool HasManagedSave { get; init; }

    public bool NeedsReset { get; init; }

    public string? Job { get; init; }

    public static SavedDomain Of(SimulatedDomain domain) => new()
    {
        Id = domain.Id,
        State = domain.State,
        Reason = domain.Reason,
        Inactive = domain.Inactive?.Xml,
        Live = domain.Live?.Xml,
        Affinity = domain.Affinity,
        Pages = domain.Pages,
        Images = domain.Images,
        Leaving = [.. domain.Leaving],
        HasManagedSave = domain.HasManagedSave,
        NeedsReset = domain.NeedsReset,
        Job = domain.Job,
    };

    /// <summary>The domain as it was.</summary>
    /// <exception cref="FormatException">There is no XML of it.</exception>
    public SimulatedDomain Restore()
    {
        DomainDescription? live = Live is null ? null : DomainXml.Read(Live);
        DomainDescription? inactive = Inactive is null ? null : DomainXml.Read(Inactive);
        DomainDefinition definition = (live ?? inactive)?.Definition ?? throw new FormatException("a domain without XML");
        return new SimulatedDomain
        {
            Identity = new DomainIdentity(definition.Name, definition.Uuid ?? throw new FormatException($"domain {definition.Name} has no UUID")),
            Id = Id,
            State = State,
            Reason = Reason,
            Inactive = inactive,
            Live = live,
            Affinity = [.. Affinity],
            Pages = [.. Pages],
            Images = Images.ToImmutableDictionary(),
            Leaving = [.. Leaving],
            HasManagedSave = HasManagedSave,
            NeedsReset = NeedsReset,
            Job = Job,
        };
    }
}
