using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>The hands of all phases: what they see beside the cluster and its machines, and their steps.</summary>
internal sealed class ClusterHands
{
    private readonly OperatorStores _stores;
    private readonly FleetLedger _ledger;
    private readonly PhaseHands[] _hands;
    private readonly Dictionary<Type, PhaseStep> _steps;

    public ClusterHands(ClusterTools tools, FleetLedger ledger)
    {
        (_stores, _ledger) = (tools.Stores, ledger);
        _hands = [.. ClusterPhases.All.Select(phase => phase.Hands(tools))];
        _steps = _hands.SelectMany(hands => hands.Steps).ToDictionary(step => step.Action);
    }

    /// <summary>The kinds of actions that there are.</summary>
    public IReadOnlyCollection<Type> Actions => _steps.Keys;

    /// <summary>Takes from the stores what a plan for one cluster needs, by index: what it costs does not grow with the fleet.</summary>
    public ClusterObservation Observe(ObjectKey key)
    {
        // The cluster's own machines first: the ledger then is at least as new.
        IReadOnlyList<Api.LustreMachine> machines = _stores.MachinesOf(key);
        var seen = ClusterObservation.Of(key, _stores.Clusters.Get(key), _ledger.Snapshot(key), machines);
        return _hands.Aggregate(seen, (observed, hands) => hands.Observe(observed));
    }

    /// <summary>Tells every phase of a plan that is about to be carried out.</summary>
    public void Begin(ClusterPlan plan)
    {
        foreach (PhaseHands hands in _hands)
        {
            hands.Begin(plan);
        }
    }

    /// <summary>Does a step.</summary>
    public Task ExecuteAsync(ClusterAction action, CancellationToken cancel) => _steps[action.GetType()].Do(action, cancel);
}
