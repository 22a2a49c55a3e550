using LustreOperator.Api;

namespace LustreOperator.Agent;

internal sealed partial record MachineObservation
{
    /// <summary>The volumes that the host's status lists and how many there are; null: the status is not known, or lists none.</summary>
    public KvmHostStatus? HostStatus { get; init; }
}

/// <summary>Looks at what the host's status lists, and removes what the machine leaves.</summary>
internal sealed class ReleaseHands(MachineTools tools) : PhaseHands
{
    public override Task<MachineObservation> ObserveAsync(MachineObservation seen, CancellationToken cancel) =>
        Task.FromResult(seen with { HostStatus = tools.KvmHost()?.Status });

    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<UndefineDomain>(UndefineAsync),
        PhaseStep.Of<DeleteVolume>((delete, _, cancel) => tools.Hypervisor.DeleteVolumeAsync(delete.Pool, delete.Name, cancel)),
        PhaseStep.Of<KeepVolume>((_, _, _) => Task.CompletedTask),
        PhaseStep.Of<LeaveVolume>((_, _, _) => Task.CompletedTask),
    ];

    private async Task UndefineAsync(UndefineDomain undefine, string machineUid, CancellationToken cancel)
    {
        await tools.Hypervisor.UndefineDomainAsync(undefine.Uuid, cancel);
        tools.Power.Stopped(machineUid);
    }
}
