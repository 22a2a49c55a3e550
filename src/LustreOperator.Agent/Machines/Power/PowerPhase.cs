using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Starts, restarts and stops the domain. Later phases wait while it is off or on its way there. Pure.</summary>
internal static class PowerPhase
{
    public static PhasePlan Plan(MachineLook look)
    {
        PhasePlan steps = look.Needed is not { } needed ? new PhasePlan()
            : look.Active is { } running ? PlanRunning(look, needed, running)
            : PowerPlanner.PlanStopped(look, needed) with { Holds = PhaseHold.Everything };
        DomainSnapshot? domain = look.Domain;
        return steps with
        {
            Unready = Unready(look, domain),
            Differences = look.Restart,
            Conditions = [RestartRequired(look)],
            Facts = new PowerFacts(RunningSince(look, domain), RestartedAt(look.Machine, domain)),
        };
    }

    private static PhasePlan PlanRunning(MachineLook look, DomainDefinition needed, DomainSnapshot domain)
    {
        MachineObservation observed = look.Observed;
        if (look.Machine.Spec.PowerState == PowerState.Off)
        {
            return Ending(PowerPlanner.PowerOff(observed, domain, "its powerState is Off"));
        }

        GuestPause pause = GuestPauses.Of(domain);
        if (domain.State == DomainState.Crashed || pause == GuestPause.Crashed || (pause == GuestPause.Unclear && observed.NeedsReset))
        {
            string why = pause == GuestPause.Unclear ? "QEMU stopped the guest for an internal error and cannot let it run on" : "the guest crashed";
            DestroyDomain crash = new(needed.Name, domain.Identity.Uuid, why) { IsCrash = true };
            return Ending(new PhasePlan { Actions = [crash], LookAgainAfter = TimeSpan.Zero });
        }

        if (domain.State == DomainState.ShuttingDown || pause == GuestPause.Leaving)
        {
            return Ending(PowerPlanner.PowerOff(observed, domain, "the guest is shutting down"));
        }

        if (pause == GuestPause.AtWork)
        {
            return Ending(new PhasePlan
            {
                Fault = observed.SinceJobs >= MachineJobs.Patience ? MachineJobs.Fault(observed) : null,
                LookAgainAfter = MachineJobs.Pause,
            });
        }

        if (look.Lasting is not { Count: > 0 } lasting)
        {
            return new PhasePlan();
        }

        // The status announces a restart first: see MachineObservation.IsRestarting.
        return observed.IsRestarting ? Ending(PowerPlanner.PowerOff(observed, domain, "it restarts for " + string.Join(", ", lasting)))
            : look.MayChange && look.Machine.Spec.UpdatePolicy == UpdatePolicy.Restart ? Ending(new PhasePlan { LookAgainAfter = TimeSpan.Zero })
            : new PhasePlan();
    }

    private static PhasePlan Ending(PhasePlan plan) => plan with { Holds = PhaseHold.Everything };

    private static MachineFault? Unready(MachineLook look, DomainSnapshot? domain)
    {
        MachineObservation observed = look.Observed;
        (string Reason, string Message)? why = domain switch
        {
            { IsActive: true } when !look.WantsRunning => (MachineReasons.ShuttingDown, "the guest was asked to shut down"),
            { State: DomainState.Running } when observed.IsRestarting && !look.Machine.Spec.Paused => (MachineReasons.ShuttingDown, "it restarts"),
            { State: DomainState.Running } => null,
            { IsActive: true } => (MachineReasons.Drifted, $"domain {domain.Identity.Name} is {domain.State.Text()}"),
            _ when !look.WantsRunning => (ConditionReasons.PoweredOff, "the machine is off, as wanted"),
            { } when observed.StartDelay > TimeSpan.Zero =>
                (MachineReasons.CrashLoopBackOff, "the domain keeps stopping soon after its start; the next start waits"),
            { } when !PowerPlanner.ShouldStart(observed) => (
                MachineReasons.StoppedByGuest,
                $"the domain stopped ({domain.StateReason}) and restartPolicy {look.Machine.Spec.RestartPolicy} leaves it off"),
            _ => (MachineReasons.Starting, "the domain is being defined or started"),
        };
        return why is { } found ? new MachineFault(found.Reason, found.Message) : null;
    }

    // Stays while the restart that it announced is under way, so that a killed agent goes on with it.
    private static Condition RestartRequired(MachineLook look)
    {
        LustreMachine machine = look.Machine;
        MachineObservation observed = look.Observed;
        if (look.Active is null && look.WantsRunning && observed.IsRestarting
            && machine.Status?.Conditions.Find(MachineConditionTypes.RestartRequired) is { } announced)
        {
            return announced;
        }

        IReadOnlyList<DomainDifference> lasting = look.WantsRunning ? look.Lasting : [];
        string advice = machine.Spec.Paused ? "it waits until the cluster is no longer paused"
            : machine.Spec.UpdatePolicy == UpdatePolicy.Restart || observed.IsRestarting ? "it restarts now"
            : "restart it, or set the cluster's updatePolicy to Restart";
        return new Condition
        {
            Type = MachineConditionTypes.RestartRequired,
            Status = lasting.Count > 0 ? ConditionStatus.True : ConditionStatus.False,
            Reason = lasting.Count == 0 ? MachineReasons.NoChangePending : MachineSummary.Obstacle(lasting) ?? MachineReasons.ChangePending,
            Message = lasting.Count == 0 ? "no change waits for a restart" : $"{string.Join(", ", lasting)} takes effect at the next start; {advice}",
        };
    }

    // While it runs, or is off by itself, restart policies need to know that it ran; wanted Off clears it.
    private static DateTimeOffset? RunningSince(MachineLook look, DomainSnapshot? domain) =>
        look.Machine.Spec.PowerState == PowerState.Off ? null
        : look.Machine.Status?.RunningSince ?? (domain?.State == DomainState.Running ? look.Observed.Now.ToWholeSeconds() : null);

    private static DateTimeOffset? RestartedAt(LustreMachine machine, DomainSnapshot? domain) =>
        domain?.Live?.Definition.Mark?.Restart is { } restart && restart == DomainTemplate.Restart(machine.Spec)
            ? machine.Spec.RestartedAt
            : machine.Status?.RestartedAt;
}

/// <summary>Since when the domain is known to have run, and the restart that it was last started for.</summary>
internal sealed record PowerFacts(DateTimeOffset? RunningSince, DateTimeOffset? RestartedAt) : IPhaseFacts
{
    public LustreMachineStatus Into(LustreMachineStatus status) => status with { RunningSince = RunningSince, RestartedAt = RestartedAt };
}
