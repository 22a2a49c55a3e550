using System.Collections.Immutable;
using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>
/// A copy, commit, backup, save or migration that is under way with a domain: what would break it waits, without bound for a change or a restart, and as
/// long as <see cref="Patience"/> where the machine is to be off or gone. Pure.
/// </summary>
internal static class MachineJobs
{
    /// <summary>How long a machine that is to be off or gone waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How often such a job is looked at; libvirt tells of the end of few.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>The plan without the steps that must wait.</summary>
    public static MachinePlan Respect(MachinePlan plan)
    {
        MachineObservation observed = plan.Look.Observed;
        bool isOverdue = observed.SinceJobs >= Patience;
        if (observed.Jobs.Count == 0 || (isOverdue && EndsSoon(observed)) || !plan.Actions.Any(action => action.Disturbs))
        {
            return plan;
        }

        ImmutableArray<PhasePlan> harmless =
            [.. plan.Phases.Select(phase => phase with { Actions = [.. phase.Actions.Where(action => !action.WaitsForJobs)] })];
        MachinePlan waiting = MachinePlan.Of(plan.Look, harmless);
        return waiting with { Fault = plan.Fault ?? (isOverdue ? Fault(observed) : null), IsPutOff = true, LookAgainAfter = Pause };
    }

    /// <summary>What the steps wait for, for people.</summary>
    public static MachineFault Fault(MachineObservation observed) => new(
        MachineReasons.JobUnderWay,
        $"{string.Join(", ", observed.Jobs)} is under way with domain {observed.Domain?.Identity.Name}, and nothing that would break it is done "
        + $"meanwhile; look at it by virsh domjobinfo or virsh blockjob, and end it there ({(EndsSoon(observed)
            ? $"after {Patience.TotalMinutes:0} minutes it is broken"
            : "it is waited for without bound")})");

    private static bool EndsSoon(MachineObservation observed) => observed.IsDeleted || observed.Machine.Spec.PowerState == PowerState.Off;
}
