using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed partial record MachineObservation
{
    /// <summary>The earlier claim on a CPU or device, in words; null when there is none.</summary>
    public string? Conflict { get; init; }

    /// <summary>Whether the domain is an earlier object's that this machine was told to take over.</summary>
    public bool MayAdopt =>
        Domain?.Mark?.MachineUid is { } owner && Machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdoptAnnotation) == owner;
}

/// <summary>Looks at the claims of the host's other machines, and takes domains over.</summary>
internal sealed class ClaimHands(MachineTools tools) : PhaseHands
{
    public override Task<MachineObservation> ObserveAsync(MachineObservation seen, CancellationToken cancel) =>
        Task.FromResult(seen with { Conflict = AllocationClaims.ConflictOf(seen.Machine, tools.MachinesOnHost(), seen.Host) });

    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<AdoptDomain>((adopt, _, cancel) => tools.Hypervisor.SetMetadataAsync(adopt.Uuid, adopt.Mark.Write(), DomainScope.Config, cancel)),
    ];
}
