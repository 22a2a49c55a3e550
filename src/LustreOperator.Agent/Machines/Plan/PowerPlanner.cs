using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Starting and stopping domains. Pure.</summary>
internal static class PowerPlanner
{
    /// <summary>How long a machine that is to be off or gone waits for a copy, commit, backup, save or migration.</summary>
    public static readonly TimeSpan JobPatience = TimeSpan.FromMinutes(10);

    /// <summary>How often such a job is looked at; libvirt tells of the end of few.</summary>
    public static readonly TimeSpan JobPause = TimeSpan.FromSeconds(10);

    /// <summary>What stands in the way of a start or a plug may go by itself, and libvirt tells of little of it.</summary>
    public static readonly TimeSpan RefusalRetry = TimeSpan.FromSeconds(10);

    // libvirt's words for virDomainShutoffReason.
    private const string OffByGuest = "shutdown";
    private const string OffSaved = "saved";
    private const string OffMigrated = "migrated";

    public static MachinePlan PlanStopped(MachineObservation observed, DomainDefinition wanted, VolumePlan volumes)
    {
        bool starts = ShouldStart(observed);
        PciAddress[] functions = GroupParking.Functions(wanted);
        IReadOnlyList<MachineAction> back = GroupParking.GiveBack(observed, wanted, starts ? functions : []);
        if (!starts)
        {
            return new MachinePlan(back);
        }

        if (!volumes.IsComplete || (volumes.Fault ?? volumes.Unseen) is not null)
        {
            MachineFault? missing = volumes.Fault ?? volumes.Unseen;
            return new MachinePlan(back, missing, missing is null ? null : RefusalRetry);
        }

        if (StateElsewhere(observed, wanted.Name) is { } elsewhere)
        {
            return new MachinePlan(back, elsewhere);
        }

        if (observed.StartDelay > TimeSpan.Zero)
        {
            return new MachinePlan(back, LookAgainAfter: observed.StartDelay);
        }

        MachineFault? fault = FunctionGuard.Check(observed, functions)
            ?? (observed.Host is { } host ? MemoryShortage.OfHugepages(observed.Machine, host) : null);
        return fault is null
            ? new MachinePlan(
                [.. back, .. GroupParking.Park(observed, wanted), new StartDomain(wanted.Name, wanted.Uuid!.Value) { Off = Stopped(observed) }])
            : new MachinePlan(back, fault, RefusalRetry);
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
    internal static MachinePlan PowerOff(MachineObservation observed, DomainSnapshot domain, string why)
    {
        string name = domain.Identity.Name;
        var destroy = new MachinePlan([new DestroyDomain(name, domain.Identity.Uuid, why)], LookAgainAfter: TimeSpan.Zero);
        GuestPause pause = GuestPauses.Of(domain);
        var grace = TimeSpan.FromSeconds(observed.Machine.Spec.ShutdownGraceSeconds);
        bool isLeaving = domain.State == DomainState.ShuttingDown || pause == GuestPause.Leaving;
        bool cannotAnswer = domain.State == DomainState.Crashed || (pause != GuestPause.None && !isLeaving);
        if (grace == TimeSpan.Zero || cannotAnswer || observed.SinceShutdown >= grace)
        {
            return destroy;
        }

        return (observed.SinceShutdown, isLeaving) switch
        {
            ({ } since, _) => new MachinePlan([], LookAgainAfter: grace - since),
            (_, true) => new MachinePlan([new AwaitShutdown(name)], LookAgainAfter: grace),
            _ => new MachinePlan(
                [new ShutdownDomain(name, domain.Identity.Uuid, why) { Wakes = domain.State == DomainState.SuspendedByGuest }],
                LookAgainAfter: grace),
        };
    }

    // Somebody's destroy, a crash, a save: not the guest's own shutdown, and no restart of ours.
    private static string? Stopped(MachineObservation observed) =>
        HasRun(observed) && !observed.IsRestarting && observed.Domain!.StateReason is not OffByGuest and var reason ? reason : null;

    private static bool HasRun(MachineObservation observed) => observed.Machine.Status?.RunningSince is not null && observed.Domain is not null;

    // The guest's memory is in a file, or it runs on another host: a boot here would be a second life on the same disks.
    private static MachineFault? StateElsewhere(MachineObservation observed, string name) => observed.Domain switch
    {
        _ when !HasRun(observed) || observed.IsRestarting => null,
        { StateReason: OffMigrated } => new MachineFault(MachineReasons.DomainMigrated, MigratedText(name)),
        { StateReason: OffSaved, HasManagedSave: false } => new MachineFault(
            MachineReasons.SavedToFile,
            $"domain {name} was saved into a file by other hands (virsh save) and is not booted, which would make that file worthless: virsh restore FILE, or "
            + "`kubectl lustre restart` to give up what is in it"),
        _ => null,
    };

    /// <summary>What to do about a domain that somebody migrated away.</summary>
    internal static string MigratedText(string name) =>
        $"domain {name} was migrated to another host by other hands and may run there on the same disks, so it is neither started nor are its volumes "
        + $"deleted; migrate it back, or see it off there and then start it here (virsh start {name}) or ask for a restart";

    /// <summary>Whether the domain was migrated away.</summary>
    internal static bool IsMigrated(DomainSnapshot domain) => domain is { IsActive: false, StateReason: OffMigrated };
}
