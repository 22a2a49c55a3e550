using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// Whether the machine may be served at all: its name, its UUID, its CPUs and devices are its own, and its cluster is not paused. Pure.
/// </summary>
internal static class ClaimPhase
{
    public static PhasePlan Plan(MachineLook look)
    {
        MachineObservation observed = look.Observed;
        LustreMachine machine = look.Machine;
        if (observed.Domain is { } taken && !observed.OwnsDomain)
        {
            return observed.MayAdopt
                ? new PhasePlan
                {
                    Actions = [new AdoptDomain(taken.Identity.Name, taken.Identity.Uuid, DomainTemplate.Mark(machine, taken.Mark))],
                    LookAgainAfter = TimeSpan.Zero,
                    Holds = PhaseHold.Everything,
                }
                : Refused(MachineReasons.NameConflict, Conflict(machine, taken));
        }

        bool stops = look.Active is not null && machine.Spec.PowerState == PowerState.Off;
        return observed.Conflict is { } conflict && !stops ? Refused(MachineReasons.AllocationConflict, conflict)
            : new PhasePlan { Holds = machine.Spec.Paused ? PhaseHold.Everything : PhaseHold.Nothing };
    }

    private static PhasePlan Refused(string reason, string message) =>
        new() { Fault = new MachineFault(reason, message), Holds = PhaseHold.Everything };

    private static string Conflict(LustreMachine machine, DomainSnapshot domain)
    {
        string name = domain.Identity.Name;
        return domain.Mark is not { } mark
            ? domain.Identity.Uuid.ToString() == machine.Metadata.Uid
                ? $"domain {name} on host {machine.Spec.Host} has this machine's UUID and has lost our mark, so it is left alone; "
                    + $"if it is not needed, undefine it (virsh undefine {name})"
                : $"domain {name} on host {machine.Spec.Host} is not ours and is left alone; rename or undefine it (virsh undefine {name}), "
                    + "or rename the cluster"
            : $"domain {name} on host {machine.Spec.Host} belongs to an earlier object with UID {mark.MachineUid} and is left alone; "
                + $"undefine it, or annotate this machine with {ApiNames.AdoptAnnotation}={mark.MachineUid} to take it over";
    }
}
