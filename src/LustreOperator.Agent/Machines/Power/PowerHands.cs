using LustreOperator.Api;

namespace LustreOperator.Agent;

internal sealed partial record MachineObservation
{
    /// <summary>How long ago this process asked the guest to shut down; null if it has not. A new process asks anew.</summary>
    public TimeSpan? SinceShutdown { get; init; }

    /// <summary>Whether QEMU said that the paused guest cannot run on.</summary>
    public bool NeedsReset { get; init; }

    /// <summary>How long a start must wait because the domain keeps stopping.</summary>
    public TimeSpan StartDelay { get; init; }

    /// <summary>
    /// Whether a restart for a change of the spec, or one that the user asked for, is under way; restart policies then have no say. The status
    /// says so before the first step, so an agent that is killed in between goes on.
    /// </summary>
    public bool IsRestarting => IsRestartAsked
        || (Machine.Spec.UpdatePolicy == UpdatePolicy.Restart && Machine.Status?.Conditions.IsTrue(MachineConditionTypes.RestartRequired) == true);

    /// <summary>Whether the domain is on its way off: a shutdown that was asked for counts only as long as that is wanted.</summary>
    public bool IsStopping => Domain?.IsActive == true
        && (IsDeleted || IsRestarting || Machine.Spec.PowerState == PowerState.Off || Domain.State == DomainState.ShuttingDown);

    // Whether the user asked for a restart that neither the status nor what runs tells of.
    private bool IsRestartAsked => DomainTemplate.Restart(Machine.Spec) is { } asked
        && Machine.Spec.RestartedAt != Machine.Status?.RestartedAt
        && Domain?.Live?.Definition.Mark?.Restart != asked;
}

/// <summary>Starts and stops domains, and knows when this process last did.</summary>
internal sealed class PowerHands(MachineTools tools) : PhaseHands
{
    public override Task<MachineObservation> ObserveAsync(MachineObservation seen, CancellationToken cancel)
    {
        string uid = seen.Machine.Metadata.Uid!;
        return Task.FromResult(seen with
        {
            StartDelay = tools.Power.StartDelay(uid),
            SinceShutdown = tools.Power.SinceShutdown(uid, seen.IsStopping),
            NeedsReset = tools.Power.NeedsReset(uid, seen.Domain?.State == DomainState.Paused),
        });
    }

    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<StartDomain>(StartAsync),
        PhaseStep.Of<ShutdownDomain>(ShutdownAsync),
        PhaseStep.Of<AwaitShutdown>((_, uid, _) => AwaitShutdownAsync(uid)),
        PhaseStep.Of<DestroyDomain>(DestroyAsync),
    ];

    private async Task StartAsync(StartDomain start, string machineUid, CancellationToken cancel)
    {
        using (await tools.Gate.EnterAsync(cancel))
        {
            await tools.Hypervisor.StartDomainAsync(start.Uuid, cancel);
        }

        tools.Power.Started(machineUid);
    }

    // The grace period begins with the request, whether libvirt or the guest takes it or not.
    private async Task ShutdownAsync(ShutdownDomain shutdown, string machineUid, CancellationToken cancel)
    {
        tools.Power.ShutdownRequested(machineUid);
        if (shutdown.Wakes)
        {
            await tools.Hypervisor.WakeDomainAsync(shutdown.Uuid, cancel);
        }

        await tools.Hypervisor.ShutdownDomainAsync(shutdown.Uuid, cancel);
    }

    private Task AwaitShutdownAsync(string machineUid)
    {
        tools.Power.ShutdownRequested(machineUid);
        return Task.CompletedTask;
    }

    private async Task DestroyAsync(DestroyDomain destroy, string machineUid, CancellationToken cancel)
    {
        await tools.Hypervisor.DestroyDomainAsync(destroy.Uuid, cancel);
        if (!destroy.IsCrash)
        {
            tools.Power.Stopped(machineUid);
        }
    }
}
