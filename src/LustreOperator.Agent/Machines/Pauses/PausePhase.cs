using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>Lets a guest run on that somebody paused or that sleeps, once the rest of it is put right. Pure.</summary>
internal static class PausePhase
{
    public static PhasePlan Plan(MachineLook look)
    {
        if (look.Active is not { } domain || !look.MayChange)
        {
            return new PhasePlan();
        }

        (string name, Guid uuid) = (domain.Identity.Name, domain.Identity.Uuid);
        return (domain.State, GuestPauses.Of(domain)) switch
        {
            (DomainState.SuspendedByGuest, _) => new PhasePlan { Actions = [new WakeDomain(name, uuid) { IsRepair = true }] },
            (_, GuestPause.ByHand) => new PhasePlan { Actions = [new ResumeDomain(name, uuid) { IsRepair = true }] },
            (_, GuestPause.Unclear) => new PhasePlan { Actions = [new ResumeDomain(name, uuid) { IsRepair = true }], LookAgainAfter = TimeSpan.Zero },
            (_, GuestPause.Broken) => new PhasePlan
            {
                Fault = new MachineFault(
                    MachineReasons.GuestPaused,
                    $"QEMU has paused domain {name} ({domain.StateReason}); put the cause right (a full storage pool?) and resume it: "
                    + $"virsh resume {name}"),
            },
            _ => new PhasePlan(),
        };
    }
}
