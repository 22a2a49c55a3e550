using System.Collections.Immutable;
using LustreOperator.Libvirt;

namespace LustreOperator.Simulation.State;

/// <summary>One domain of a simulated host.</summary>
internal sealed record SimulatedDomain
{
    public required DomainIdentity Identity { get; init; }

    /// <summary>Its number while it runs (virDomainGetID); 0 when off.</summary>
    public int Id { get; init; }

    public DomainState State { get; init; } = DomainState.ShutOff;

    /// <summary>Why, by libvirt's number for the state: see <see cref="StateReasons"/>.</summary>
    public int Reason { get; init; }

    /// <summary>What the next start will be; null for a transient domain.</summary>
    public DomainDescription? Inactive { get; init; }

    /// <summary>What runs; null when off.</summary>
    public DomainDescription? Live { get; init; }

    /// <summary>What each vCPU's thread may run on, by vCPU; empty when off.</summary>
    public ImmutableArray<CpuSet> Affinity { get; init; } = [];

    /// <summary>What it takes of the host's page pools while it runs.</summary>
    public ImmutableArray<HeldPages> Pages { get; init; } = [];

    /// <summary>The paths of the images that it writes to while it runs, by the target of the disk.</summary>
    public ImmutableDictionary<string, string> Images { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Aliases of devices that the guest was asked to let go and has not.</summary>
    public ImmutableHashSet<string> Leaving { get; init; } = [];

    /// <summary>Whether its next start restores saved memory.</summary>
    public bool HasManagedSave { get; init; }

    /// <summary>Whether QEMU stopped it for an internal error, so that it cannot run on.</summary>
    public bool NeedsReset { get; init; }

    /// <summary>What is under way with it, in words; null: nothing.</summary>
    public string? Job { get; init; }

    public bool IsActive => Live is not null;

    /// <summary>Either description; the live one if there are both.</summary>
    public DomainDescription Any => Live ?? Inactive!;
}
