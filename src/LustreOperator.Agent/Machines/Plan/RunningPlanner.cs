using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What to do about a domain that runs, sleeps or is paused. Pure.</summary>
internal static class RunningPlanner
{
    public static MachinePlan Plan(MachineObservation observed, DomainDefinition wanted, DomainSnapshot domain)
    {
        LustreMachine machine = observed.Machine;
        if (machine.Spec.PowerState == PowerState.Off)
        {
            return PowerPlanner.PowerOff(observed, domain, "its powerState is Off");
        }

        GuestPause pause = GuestPauses.Of(domain);
        if (domain.State == DomainState.Crashed || pause == GuestPause.Crashed || (pause == GuestPause.Unclear && observed.NeedsReset))
        {
            string why = pause == GuestPause.Unclear ? "QEMU stopped the guest for an internal error and cannot let it run on" : "the guest crashed";
            return new MachinePlan([new DestroyDomain(wanted.Name, domain.Identity.Uuid, why) { IsCrash = true }], LookAgainAfter: TimeSpan.Zero);
        }

        if (domain.State == DomainState.ShuttingDown || pause == GuestPause.Leaving)
        {
            return PowerPlanner.PowerOff(observed, domain, "the guest is shutting down");
        }

        if (pause == GuestPause.AtWork)
        {
            return new MachinePlan(
                [],
                observed.SinceJobs >= PowerPlanner.JobPatience ? new MachineFault(MachineReasons.JobUnderWay, MachinePlanner.JobText(observed)) : null,
                PowerPlanner.JobPause);
        }

        IReadOnlyList<DomainDifference> differences = DomainComparison.Live(wanted, domain, observed.DetachesAsked);
        DomainDifference[] lasting = [.. differences.Where(difference => difference.IsLasting)];
        if (lasting.Length > 0 && observed.IsRestarting)
        {
            return PowerPlanner.PowerOff(observed, domain, "it restarts for " + string.Join(", ", lasting.AsEnumerable()));
        }

        if (!MachinePlanner.MayChange(machine))
        {
            return MachinePlan.Nothing;
        }

        if (lasting.Length > 0 && machine.Spec.UpdatePolicy == UpdatePolicy.Restart)
        {
            // The status announces the restart first: see MachineObservation.IsRestarting.
            return new MachinePlan([], LookAgainAfter: TimeSpan.Zero);
        }

        (IReadOnlyList<MachineAction> repairs, MachineFault? fault) = Repairs(observed, wanted, domain, differences);
        TimeSpan? again = differences.Min(difference => difference.Awaited) ?? (fault is null ? null : PowerPlanner.RefusalRetry);
        var resume = new ResumeDomain(wanted.Name, domain.Identity.Uuid) { IsRepair = true };
        return (domain.State, pause) switch
        {
            (DomainState.SuspendedByGuest, _) =>
                new MachinePlan([.. repairs, new WakeDomain(wanted.Name, domain.Identity.Uuid) { IsRepair = true }], fault, again),
            (_, GuestPause.None) => new MachinePlan(repairs, fault, again),
            (_, GuestPause.ByHand) => new MachinePlan([.. repairs, resume], fault, again),
            (_, GuestPause.Unclear) => new MachinePlan([.. repairs, resume], fault, TimeSpan.Zero),
            _ => new MachinePlan(repairs, new MachineFault(
                MachineReasons.GuestPaused,
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
}
