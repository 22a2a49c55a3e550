using System.Collections.Immutable;

namespace LustreOperator.Agent;

/// <summary>Compares what is wanted of one machine with what is, phase by phase, and says what to do and what to tell. Pure.</summary>
internal static class MachinePlanner
{
    /// <summary>The plan of all phases.</summary>
    public static MachinePlan Plan(MachineObservation observed) => Plan(MachineLook.Of(observed), MachinePhases.All);

    /// <summary>The plan of some phases.</summary>
    /// <param name="look">What is.</param>
    /// <param name="phases">The phases, in order.</param>
    public static MachinePlan Plan(MachineLook look, IReadOnlyList<MachinePhase> phases)
    {
        MachineLook seen = look;
        ImmutableArray<PhasePlan>.Builder plans = ImmutableArray.CreateBuilder<PhasePlan>(phases.Count);
        foreach (MachinePhase phase in phases)
        {
            PhasePlan plan = phase.Plan(seen);
            plan = seen.Held == PhaseHold.Everything ? plan.Waiting() : plan;
            plans.Add(plan);
            seen = plan.Holds > seen.Held ? seen with { Held = plan.Holds, HeldFor = plan.HoldsFor } : seen;
        }

        return MachineJobs.Respect(MachinePlan.Of(look, plans.MoveToImmutable()));
    }
}
