using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Compares what is wanted of one machine with what is, and says what to do. Pure: no I/O, no time but what it is given.</summary>
internal static class MachinePlanner
{
    // libvirt's words for virDomainPausedReason.
    private const string PausedByUser = "user";
    private const string PausedByIoError = "I/O error";

    /// <summary>What stands in the way of a start or a plug may go by itself, and libvirt tells of little of it.</summary>
    private static readonly TimeSpan s_refusalRetry = TimeSpan.FromSeconds(10);

    public static MachinePlan Plan(MachineObservation observed)
    {
        LustreMachine machine = observed.Machine;
        string name = DomainTemplate.DomainName(machine);
        if (observed.IsDeleted)
        {
            return ReleasePlanner.Plan(observed);
        }

        if (observed.Domain is { } there && !observed.OwnsDomain)
        {
            return observed.MayAdopt
                ? new MachinePlan([new AdoptDomain(name, there.Identity.Uuid, DomainTemplate.Owner(machine, there.Owner))], LookAgainAfter: TimeSpan.Zero)
                : MachinePlan.Refuse(ConditionReasons.NameConflict, Conflict(name, there.Owner, machine.Spec.Host));
        }

        bool stops = observed.Domain?.IsActive == true && machine.Spec.PowerState == PowerState.Off;
        if (observed.Conflict is { } conflict && !stops)
        {
            return MachinePlan.Refuse(ConditionReasons.AllocationConflict, conflict);
        }

        if (machine.Spec.Paused)
        {
            return MachinePlan.Nothing;
        }

        VolumePlan volumes = VolumePlanner.Plan(observed);
        DomainDefinition wanted = Wanted(observed, volumes);
        if (observed.Domain is null && !volumes.IsComplete)
        {
            return new MachinePlan(volumes.Steps, volumes.Fault, volumes.Fault is null ? null : s_refusalRetry, GoesOn: volumes.Steps.Count > 0);
        }

        List<MachineAction> steps = [];
        if (observed.Domain is null)
        {
            steps.Add(new DefineDomain(wanted, "it is absent", IsNew: true));
        }
        else if (MayChange(machine))
        {
            steps.AddRange(Redefinition(wanted, observed.Domain));
        }

        MachinePlan power = observed.Domain is { IsActive: true } running
            ? PlanRunning(observed, wanted, running)
            : PlanStopped(observed, wanted, volumes);

        // Volumes last: a pool that takes none stops nothing else.
        return power with
        {
            Actions = [.. steps, .. power.Actions, .. volumes.Steps],
            Refusal = power.Refusal ?? volumes.Fault,
            LookAgainAfter = volumes.Fault is null ? power.LookAgainAfter : power.LookAgainAfter ?? s_refusalRetry,
            GoesOn = volumes.Steps.Count > 0,
        };
    }

    private static DomainDefinition Wanted(MachineObservation observed, VolumePlan volumes) =>
        DomainTemplate.Domain(observed.Machine, observed.DomainType, observed.Existing, volumes.Ready);

    /// <summary>The differences that a machine's status reports and that its restart policy is about; empty when it is off.</summary>
    public static IReadOnlyList<DomainDifference> Differences(MachineObservation observed) =>
        observed is { OwnsDomain: true, Domain: { IsActive: true } domain, IsDeleted: false }
            ? DomainComparison.Live(Wanted(observed, VolumePlanner.Plan(observed)), domain, observed.DetachesAsked)
            : [];

    // Report leaves alone what somebody changed by hand; what the user changed in the spec is still done.
    private static bool MayChange(LustreMachine machine) =>
        machine.Spec.DriftPolicy == DriftPolicy.Enforce || machine.Metadata.Generation != machine.Status?.ObservedGeneration;

    private static IEnumerable<MachineAction> Redefinition(DomainDefinition wanted, DomainSnapshot domain)
    {
        IReadOnlyList<string> fields = domain.Inactive is { } defined
            ? DomainComparison.Defined(wanted, defined.Definition)
            : ["it is no longer persistent"];
        return fields.Count > 0
            ? [new DefineDomain(wanted, string.Join(", ", fields), IsNew: false)]
            : [];
    }

    private static MachinePlan PlanRunning(MachineObservation observed, DomainDefinition wanted, DomainSnapshot domain)
    {
        LustreMachine machine = observed.Machine;
        if (machine.Spec.PowerState == PowerState.Off)
        {
            return PowerOff(observed, domain, "its powerState is Off");
        }

        if (domain.State == DomainState.Crashed)
        {
            return new MachinePlan(
                [new DestroyDomain(wanted.Name, domain.Identity.Uuid, "the guest crashed")], LookAgainAfter: TimeSpan.Zero);
        }

        if (domain.State == DomainState.ShuttingDown)
        {
            return PowerOff(observed, domain, "the guest is shutting down");
        }

        IReadOnlyList<DomainDifference> differences = DomainComparison.Live(wanted, domain, observed.DetachesAsked);
        DomainDifference[] lasting = [.. differences.Where(difference => difference.IsLasting)];
        if (lasting.Length > 0 && observed.IsRestarting)
        {
            return PowerOff(observed, domain, "it restarts for " + string.Join(", ", lasting.AsEnumerable()));
        }

        if (!MayChange(machine))
        {
            return MachinePlan.Nothing;
        }

        if (lasting.Length > 0 && machine.Spec.UpdatePolicy == UpdatePolicy.Restart)
        {
            // The status announces the restart first: see MachineObservation.IsRestarting.
            return new MachinePlan([], LookAgainAfter: TimeSpan.Zero);
        }

        (IReadOnlyList<MachineAction> repairs, MachineFault? fault) = Repairs(observed, wanted, domain, differences);
        TimeSpan? again = differences.Min(difference => difference.Awaited) ?? (fault is null ? null : s_refusalRetry);
        return domain switch
        {
            { State: not DomainState.Paused } => new MachinePlan(repairs, fault, again),
            { StateReason: PausedByUser } => new MachinePlan([.. repairs, new ResumeDomain(wanted.Name, domain.Identity.Uuid) { IsRepair = true }], fault, again),
            _ => new MachinePlan(repairs, new MachineFault(
                ConditionReasons.GuestPaused,
                $"QEMU has paused domain {wanted.Name} ({domain.StateReason}); put the cause right (a full storage pool?) and resume it: virsh resume {wanted.Name}")),
        };
    }

    // Functions are given only if the host still has them to give; the rest is put right all the same.
    private static (IReadOnlyList<MachineAction> Steps, MachineFault? Fault) Repairs(
        MachineObservation observed, DomainDefinition wanted, DomainSnapshot domain, IReadOnlyList<DomainDifference> differences)
    {
        MachineAction[] repairs = [.. differences.Select(difference => difference.Repair).OfType<MachineAction>()];
        PciAddress[] given = [.. repairs.OfType<AttachDevice>().Select(attach => attach.Device).OfType<DomainHostDevice>().Select(device => device.Address)];
        MachineFault? fault = FunctionGuard.Check(observed, given);
        if (fault is not null)
        {
            repairs = [.. repairs.Where(step => step is not AttachDevice { Device: DomainHostDevice })];
        }

        bool isDrift = observed.Machine.Metadata.Generation == observed.Machine.Status?.ObservedGeneration;
        PciAddress[] held = GroupParking.Functions(domain.Live!.Definition);
        return (
            [
                .. fault is null && repairs.Any(step => step is AttachDevice or DetachDevice) ? GroupParking.Park(observed, wanted) : [],
                .. repairs.Select(step => step with { IsRepair = isDrift }),
                .. GroupParking.GiveBack(observed, wanted, [.. held, .. GroupParking.Functions(wanted)]),
            ],
            fault);
    }

    private static MachinePlan PlanStopped(MachineObservation observed, DomainDefinition wanted, VolumePlan volumes)
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
            return new MachinePlan(back, missing, missing is null ? null : s_refusalRetry);
        }

        if (observed.StartDelay > TimeSpan.Zero)
        {
            return new MachinePlan(back, LookAgainAfter: observed.StartDelay);
        }

        MachineFault? fault = FunctionGuard.Check(observed, functions)
            ?? (observed.Host is { } host ? MemoryShortage.OfHugepages(observed.Machine, host) : null);
        return fault is null
            ? new MachinePlan([.. back, .. GroupParking.Park(observed, wanted), new StartDomain(wanted.Name, wanted.Uuid!.Value)])
            : new MachinePlan(back, fault, s_refusalRetry);
    }

    /// <summary>
    /// Whether a domain that is off should start. One that never ran since it was wanted On always does; after that the restart
    /// policy decides, by how it stopped.
    /// </summary>
    internal static bool ShouldStart(MachineObservation observed)
    {
        LustreMachineSpec spec = observed.Machine.Spec;
        bool hasRun = observed.Machine.Status?.RunningSince is not null && observed.Domain is not null;
        return spec.PowerState == PowerState.Running && spec.RestartPolicy switch
        {
            RestartPolicy.Always => true,
            _ when !hasRun || observed.IsRestarting => true,
            RestartPolicy.OnFailure => observed.Domain!.StateReason != "shutdown",
            _ => false,
        };
    }

    internal static MachinePlan PowerOff(MachineObservation observed, DomainSnapshot domain, string why)
    {
        string name = DomainTemplate.DomainName(observed.Machine);
        var grace = TimeSpan.FromSeconds(observed.Machine.Spec.ShutdownGraceSeconds);
        bool cannotAnswer = domain.State == DomainState.Crashed || domain is { State: DomainState.Paused, StateReason: PausedByUser or PausedByIoError };
        if (grace == TimeSpan.Zero || cannotAnswer || observed.SinceShutdown >= grace)
        {
            return new MachinePlan([new DestroyDomain(name, domain.Identity.Uuid, why)], LookAgainAfter: TimeSpan.Zero);
        }

        return observed.SinceShutdown is { } since
            ? new MachinePlan([], LookAgainAfter: grace - since)
            : new MachinePlan([new ShutdownDomain(name, domain.Identity.Uuid, why)], LookAgainAfter: grace);
    }

    private static string Conflict(string name, DomainOwner? owner, string host) => owner is null
        ? $"domain {name} on host {host} is not ours and is left alone; rename or undefine it (virsh undefine {name}), or rename the cluster"
        : $"domain {name} on host {host} belongs to an earlier object with UID {owner.MachineUid} and is left alone; "
            + $"undefine it, or annotate this machine with {ApiNames.AdoptAnnotation}={owner.MachineUid} to take it over";
}
