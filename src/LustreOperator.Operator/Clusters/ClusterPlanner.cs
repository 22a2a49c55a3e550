using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>Compares a cluster's spec with its machines, phase by phase, and says what to do and what to tell. Pure.</summary>
internal static class ClusterPlanner
{
    /// <summary>The plan.</summary>
    /// <param name="observed">What is there.</param>
    /// <param name="cancellationToken">Ends a search for places at once.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ClusterPlan Plan(ClusterObservation observed, CancellationToken cancellationToken = default) =>
        Plan(ClusterLook.Of(observed, Placer.Place, cancellationToken), ClusterPhases.All);

    /// <summary>The plan of some phases.</summary>
    /// <param name="look">What is.</param>
    /// <param name="phases">The phases, in order.</param>
    public static ClusterPlan Plan(ClusterLook look, IReadOnlyList<ClusterPhase> phases)
    {
        ClusterLook seen = look;
        List<PhasePlan> plans = new(phases.Count);
        foreach (ClusterPhase phase in phases)
        {
            PhasePlan plan = phase.Plan(seen);
            plan = seen.IsHeld ? plan.Waiting() : plan;
            plans.Add(plan);
            if (plan.Holds == PhaseHold.Everything)
            {
                break;
            }

            seen = seen.After(plan);
        }

        return ClusterPlan.Of(look, plans);
    }
}
