using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>One concern of a cluster, in a folder of its own.</summary>
/// <param name="Plan">What it makes of a look. Pure: no I/O, no time but what it is given.</param>
/// <param name="Hands">Makes what reads and acts for it. No decisions there.</param>
internal sealed record ClusterPhase(Func<ClusterLook, PhasePlan> Plan, Func<ClusterTools, PhaseHands> Hands);

/// <summary>What the hands of phases are made with.</summary>
/// <param name="Client">The API.</param>
/// <param name="Stores">What is known of the world.</param>
/// <param name="Finalizers">Adds and removes finalizers.</param>
/// <param name="Backoff">What searches for places ended at their limit.</param>
internal sealed record ClusterTools(KubernetesClient Client, OperatorStores Stores, FinalizerWriter Finalizers, PlacementBackoff Backoff)
{
    /// <summary>How the operator writes.</summary>
    public static WriteOptions Options { get; } = new() { FieldManager = ApiNames.OperatorManager };
}

/// <summary>A phase's part of the shell; what it says by default is that there is nothing to do.</summary>
internal class PhaseHands
{
    /// <summary>How the phase's actions are done.</summary>
    public virtual IEnumerable<PhaseStep> Steps => [];

    /// <summary>Adds the phase's part to what earlier phases have seen.</summary>
    public virtual ClusterObservation Observe(ClusterObservation seen) => seen;

    /// <summary>Hears of a plan that is about to be carried out.</summary>
    public virtual void Begin(ClusterPlan plan)
    {
    }
}

/// <summary>How one kind of action is done.</summary>
/// <param name="Action">The kind.</param>
/// <param name="Do">Does one, and puts what the server answers into the stores at once.</param>
internal sealed record PhaseStep(Type Action, Func<ClusterAction, CancellationToken, Task> Do)
{
    public static PhaseStep Of<TAction>(Func<TAction, CancellationToken, Task> step)
        where TAction : ClusterAction => new(typeof(TAction), (action, cancel) => step((TAction)action, cancel));
}
