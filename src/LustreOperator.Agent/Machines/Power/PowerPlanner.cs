using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Starting and stopping domains. Pure.</summary>
internal static class PowerPlanner
{
    /// <summary>What stands in the way of a start or a plug may go by itself, and libvirt tells of little of it.</summary>
    public static readonly TimeSpan RefusalRetry = TimeSpan.FromSeconds(10);

    // libvirt's words for virDomainShutoffReason.
    private const string OffByGuest = "shutdown";
    private const string OffSaved = "saved";
    private const string OffMigrated = "migrated";

    /// <summary>What to do about a domain that is off, or about to be defined.</summary>
    public static PhasePlan PlanStopped(MachineLook look, DomainDefinition needed)
    {
        MachineObservation observed = look.Observed;
        bool starts = ShouldStart(observed);
        PciAddress[] functions = GroupParking.Functions(needed);
        var back = new PhasePlan { Actions = GroupParking.GiveBack(observed, needed, starts ? functions : []) };
        if (!starts)
        {
            return back;
        }

        if (look.Held == PhaseHold.Start)
        {
            return back with { Fault = look.HeldFor, LookAgainAfter = look.HeldFor is null ? null : RefusalRetry };
        }

        if (StateElsewhere(observed, needed.Name) is { } elsewhere)
        {
            return back with { Fault = elsewhere };
        }

        if (observed.StartDelay > TimeSpan.Zero)
        {
            return back with { LookAgainAfter = observed.StartDelay };
        }

        MachineFault? fault = FunctionGuard.Check(observed, functions)
            ?? (observed.Host is { } host ? MemoryShortage.OfHugepages(observed.Machine, host) : null);
        return fault is not null
            ? back with { Fault = fault, LookAgainAfter = RefusalRetry }
            : back with
            {
                Actions =
                [
                    .. back.Actions,
                    .. GroupParking.Park(observed, needed),
                    new StartDomain(needed.Name, needed.Uuid!.Value) { Off = Stopped(observed) },
                ],
            };
    }

    /// <summary>
    /// Whether a domain that is off should start. One that never ran since it was wanted On always does; after that the restart
    /// policy decides, by how it stopped.
    /// </summary>
    internal static bool ShouldStart(MachineObservation observed)
    {
        LustreMachineSpec spec = observed.Machine.Spec;
        return spec.PowerState == PowerState.Running && spec.RestartPolicy switch
        {
            RestartPolicy.Always => true,
            _ when !HasRun(observed) || observed.IsRestarting => true,
            RestartPolicy.OnFailure => observed.Domain!.StateReason != OffByGuest,
            _ => false,
        };
    }

    /// <summary>The way off: the guest is asked first if it can answer, and forced off when its grace period is over.</summary>
    internal static PhasePlan PowerOff(MachineObservation observed, DomainSnapshot domain, string why)
    {
        string name = domain.Identity.Name;
        GuestPause pause = GuestPauses.Of(domain);
        var grace = TimeSpan.FromSeconds(observed.Machine.Spec.ShutdownGraceSeconds);
        bool isLeaving = domain.State == DomainState.ShuttingDown || pause == GuestPause.Leaving;
        bool cannotAnswer = domain.State == DomainState.Crashed || (pause != GuestPause.None && !isLeaving);
        if (grace == TimeSpan.Zero || cannotAnswer || observed.SinceShutdown >= grace)
        {
            return new PhasePlan { Actions = [new DestroyDomain(name, domain.Identity.Uuid, why)], LookAgainAfter = TimeSpan.Zero };
        }

        MachineAction[] asked = (observed.SinceShutdown, isLeaving) switch
        {
            ({ }, _) => [],
            (_, true) => [new AwaitShutdown(name)],
            _ => [new ShutdownDomain(name, domain.Identity.Uuid, why) { Wakes = domain.State == DomainState.SuspendedByGuest }],
        };
        return new PhasePlan { Actions = asked, LookAgainAfter = grace - (observed.SinceShutdown ?? TimeSpan.Zero) };
    }

    // Somebody's destroy, a crash, a save: not the guest's own shutdown, and no restart of ours.
    private static string? Stopped(MachineObservation observed) =>
        HasRun(observed) && !observed.IsRestarting && observed.Domain!.StateReason is not OffByGuest and var reason ? reason : null;

    private static bool HasRun(MachineObservation observed) => observed.Machine.Status?.RunningSince is not null && observed.Domain is not null;

    // The guest's memory is in a file, or it runs on another host: a boot here would be a second life on the same disks.
    private static MachineFault? StateElsewhere(MachineObservation observed, string name) => observed.Domain switch
    {
        _ when !HasRun(observed) || observed.IsRestarting => null,
        { StateReason: OffMigrated } => Migrated(name),
        { StateReason: OffSaved, HasManagedSave: false } => new MachineFault(
            MachineReasons.SavedToFile,
            $"domain {name} was saved into a file by other hands (virsh save) and is not booted, which would make that file worthless: virsh restore FILE, or "
            + "`kubectl lustre restart` to give up what is in it"),
        _ => null,
    };

    /// <summary>What to do about a domain that somebody migrated away.</summary>
    internal static MachineFault Migrated(string name) => new(
        MachineReasons.DomainMigrated,
        $"domain {name} was migrated to another host by other hands and may run there on the same disks, so it is neither started nor are its volumes "
        + $"deleted; migrate it back, or see it off there and then start it here (virsh start {name}) or ask for a restart");

    /// <summary>Whether the domain was migrated away.</summary>
    internal static bool IsMigrated(DomainSnapshot domain) => domain is { IsActive: false, StateReason: OffMigrated };
}
