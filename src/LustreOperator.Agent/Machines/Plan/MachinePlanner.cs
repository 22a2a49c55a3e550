using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Compares what is wanted of one machine with what is, and says what to do. Pure: no I/O, no time but what it is given.</summary>
internal static class MachinePlanner
{
    /// <summary>
    /// The plan. What would break a copy, commit, backup, save or migration under way waits for it: without bound for a change or a restart, and as long as
    /// <see cref="PowerPlanner.JobPatience"/> where the machine is to be off or gone.
    /// </summary>
    public static MachinePlan Plan(MachineObservation observed)
    {
        MachinePlan plan = PlanFreely(observed);
        bool isOverdue = observed.SinceJobs >= PowerPlanner.JobPatience;
        bool mayBreak = isOverdue && (observed.IsDeleted || observed.Machine.Spec.PowerState == PowerState.Off);
        if (observed.Jobs.Count == 0 || mayBreak || !plan.Actions.Any(action => action.Disturbs))
        {
            return plan;
        }

        MachineFault? fault = isOverdue ? new MachineFault(MachineReasons.JobUnderWay, JobText(observed)) : null;
        MachineAction[] harmless = [.. plan.Actions.Where(action => !action.Disturbs && action is not (MarkParked or ParkFunction or ReturnFunction))];
        return new MachinePlan(harmless, plan.Refusal ?? fault, PowerPlanner.JobPause, plan.GoesOn);
    }

    /// <summary>What the steps wait for, for people.</summary>
    public static string JobText(MachineObservation observed) =>
        $"{string.Join(", ", observed.Jobs)} is under way with domain {observed.Domain?.Identity.Name}, and nothing that would break it is done meanwhile; "
        + $"look at it by virsh domjobinfo or virsh blockjob, and end it there ({(observed.IsDeleted || observed.Machine.Spec.PowerState == PowerState.Off
            ? $"after {PowerPlanner.JobPatience.TotalMinutes:0} minutes it is broken"
            : "it is waited for without bound")})";

    /// <summary>The differences that a machine's status reports and that its restart policy is about, and what is left as somebody made it.</summary>
    public static IReadOnlyList<DomainDifference> Differences(MachineObservation observed) =>
        observed is { OwnsDomain: true, Domain: { IsActive: true } domain, IsDeleted: false }
            ?
            [
                .. DomainComparison.Live(DomainTemplate.Domain(observed, VolumePlanner.Plan(observed).Ready), domain, observed.DetachesAsked),
                .. HandChanges.Of(observed),
            ]
            : [.. HandChanges.Of(observed)];

    /// <summary>Report leaves alone what somebody changed by hand; what the user changed in the spec is still done.</summary>
    internal static bool MayChange(LustreMachine machine) =>
        machine.Spec.DriftPolicy == DriftPolicy.Enforce || machine.Metadata.Generation != machine.Status?.ObservedGeneration;

    private static MachinePlan PlanFreely(MachineObservation observed)
    {
        LustreMachine machine = observed.Machine;
        if (observed.IsDeleted)
        {
            return ReleasePlanner.Plan(observed);
        }

        if (observed.Domain is { } there && !observed.OwnsDomain)
        {
            string taken = there.Identity.Name;
            return observed.MayAdopt
                ? new MachinePlan([new AdoptDomain(taken, there.Identity.Uuid, DomainTemplate.Owner(machine, there.Owner))], LookAgainAfter: TimeSpan.Zero)
                : MachinePlan.Refuse(MachineReasons.NameConflict, Conflict(machine, there));
        }

        bool stops = observed.Domain?.IsActive == true && machine.Spec.PowerState == PowerState.Off;
        if (observed.Conflict is { } conflict && !stops)
        {
            return MachinePlan.Refuse(MachineReasons.AllocationConflict, conflict);
        }

        if (machine.Spec.Paused)
        {
            return MachinePlan.Nothing;
        }

        VolumePlan volumes = VolumePlanner.Plan(observed);
        DomainDefinition wanted = DomainTemplate.Domain(observed, volumes.Ready);
        MachineFault? moved = MovedFault(observed, wanted.Name);
        if (moved is not null && observed.Domain?.IsActive != true && observed.Disks.Any(disk => disk.Place == DiskPlace.Gone))
        {
            return new MachinePlan([], moved);
        }

        if (observed.Domain is null && !volumes.IsComplete)
        {
            return new MachinePlan(volumes.Steps, volumes.Fault, volumes.Fault is null ? null : PowerPlanner.RefusalRetry, GoesOn: volumes.Steps.Count > 0);
        }

        MachinePlan power = observed.Domain is { IsActive: true } running
            ? RunningPlanner.Plan(observed, wanted, running)
            : PowerPlanner.PlanStopped(observed, wanted, volumes);

        // Volumes last: a pool that takes none stops nothing else.
        return power with
        {
            Actions = [.. Definition(observed, wanted), .. power.Actions, .. volumes.Steps],
            Refusal = power.Refusal ?? moved ?? volumes.Fault,
            LookAgainAfter = volumes.Fault is null ? power.LookAgainAfter : power.LookAgainAfter ?? PowerPlanner.RefusalRetry,
            GoesOn = volumes.Steps.Count > 0,
        };
    }

    private static MachineFault? MovedFault(MachineObservation observed, string domain)
    {
        MachineDisk[] amiss = [.. observed.Disks.Where(disk => disk.IsAmiss)];
        return amiss.Length == 0 || observed.Machine.Spec.PowerState != PowerState.Running
            ? null
            : new MachineFault(MachineReasons.DiskMoved, string.Join("; ", amiss.Select(disk => disk.Describe(domain))));
    }

    private static DefineDomain[] Definition(MachineObservation observed, DomainDefinition needed)
    {
        if (observed.Domain is not { } domain)
        {
            return [new DefineDomain(DomainTemplate.Definition(needed, observed), "it is absent", IsNew: true)];
        }

        if (!MayChange(observed.Machine))
        {
            return Followed(observed);
        }

        DomainDefinition wanted = DomainTemplate.Definition(needed, observed);
        IReadOnlyList<string> fields = domain.Inactive is { } defined ? DomainComparison.Defined(wanted, defined) : ["it is no longer persistent"];
        return fields.Count > 0 ? [new DefineDomain(wanted, string.Join(", ", fields), IsNew: false) { IsRepair = domain.Inactive is null }] : [];
    }

    // Whatever the drift policy: a next start on what the guest has left would lose what it wrote since.
    private static DefineDomain[] Followed(MachineObservation observed)
    {
        MachineDisk[] followed = [.. observed.Disks.Where(disk => disk.IsFollowed)];
        return followed.Length == 0 || observed.Domain!.Inactive is not { } defined ? [] :
        [
            new DefineDomain(
                defined.Definition with
                {
                    Uuid = observed.Domain.Identity.Uuid,
                    Disks = defined.Definition.Disks
                        .Select(disk => followed.FirstOrDefault(moved => moved.Wanted!.Key == disk.Key)?.Wanted ?? disk)
                        .ToValueList(),
                },
                $"the guest has moved to {string.Join(", ", followed.Select(disk => disk.Source))}",
                IsNew: false),
        ];
    }

    private static string Conflict(LustreMachine machine, DomainSnapshot domain)
    {
        string name = domain.Identity.Name;
        return domain.Owner is not { } owner
            ? domain.Identity.Uuid.ToString() == machine.Metadata.Uid
                ? $"domain {name} on host {machine.Spec.Host} has this machine's UUID and has lost our mark, so it is left alone; "
                    + $"if it is not needed, undefine it (virsh undefine {name})"
                : $"domain {name} on host {machine.Spec.Host} is not ours and is left alone; rename or undefine it (virsh undefine {name}), "
                    + "or rename the cluster"
            : $"domain {name} on host {machine.Spec.Host} belongs to an earlier object with UID {owner.MachineUid} and is left alone; "
                + $"undefine it, or annotate this machine with {ApiNames.AdoptAnnotation}={owner.MachineUid} to take it over";
    }
}
