using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>What the conditions of a cluster are made from.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Wanted">The machines that its spec asks for; none when the spec has faults.</param>
/// <param name="Placed">Those of them that exist and are not being deleted.</param>
/// <param name="Machines">All its machines.</param>
/// <param name="Plan">What was found wrong or impossible.</param>
/// <param name="Refusal">Why a step failed.</param>
/// <param name="Counts">The numbers.</param>
internal sealed record ClusterFacts(
    LustreCluster Cluster,
    IReadOnlyList<WantedMachine> Wanted,
    IReadOnlyList<(WantedMachine Wanted, LustreMachine Machine)> Placed,
    IReadOnlyList<LustreMachine> Machines,
    ClusterPlan Plan,
    string? Refusal,
    MachineCounts Counts);
