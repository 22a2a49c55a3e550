using LustreOperator.Api;
using LustreOperator.Placement;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

internal sealed partial record ClusterObservation
{
    /// <summary>The answer of a search that ended at its limit, while it stands, and how long that is; null: new machines are searched places for.</summary>
    public (PlacementFailure Failure, TimeSpan For)? Unplaced { get; init; }
}

/// <summary>Makes machines on hosts that are held for them, and keeps clusters that are hard to place from being searched for at every event.</summary>
internal sealed class PlacementHands(ClusterTools tools) : PhaseHands
{
    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<HoldHost>((hold, cancel) => tools.Finalizers.AddAsync(
            ApiResources.Hosts, tools.Stores.Hosts, hold.Host, hold.Host.Metadata, ApiNames.HostFinalizer, cancel)),
        PhaseStep.Of<CreateMachine>(async (create, cancel) => tools.Stores.Machines.Assume(
            await tools.Client.CreateAsync(ApiResources.Machines, create.Machine, ClusterTools.Options, cancel))),
    ];

    public override ClusterObservation Observe(ClusterObservation seen) =>
        seen with { Unplaced = tools.Backoff.Find(seen.Key, seen.Cluster?.Metadata.Generation) };

    public override void Begin(ClusterPlan plan)
    {
        ClusterObservation observed = plan.Look.Observed;
        if (observed.Unplaced is null || plan.Unplaced is null)
        {
            tools.Backoff.Note(observed.Key, observed.Cluster?.Metadata.Generation, plan.Unplaced);
        }
    }
}
