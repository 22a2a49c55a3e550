using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>A cluster after the steps of a plan: what its status is made of.</summary>
/// <param name="Cluster">The cluster as it was looked at.</param>
/// <param name="Wanted">The machines that its spec asks for; none when it has faults.</param>
/// <param name="Machines">All its machines as they are now.</param>
/// <param name="Staying">Those of them that are not being deleted.</param>
/// <param name="Placed">Those of these that the spec asks for.</param>
internal sealed record ClusterNow(
    LustreCluster Cluster,
    IReadOnlyList<WantedMachine> Wanted,
    IReadOnlyList<LustreMachine> Machines,
    IReadOnlyList<LustreMachine> Staying,
    IReadOnlyList<(WantedMachine Wanted, LustreMachine Machine)> Placed)
{
    public static ClusterNow Of(ClusterPlan plan, IReadOnlyList<LustreMachine> machines)
    {
        IReadOnlyList<WantedMachine> wanted = plan.HeldFor is null ? plan.Look.Wanted : [];
        Dictionary<string, LustreMachine> there = machines.Where(machine => !MachineHealth.IsLeaving(machine)).ToDictionary(machine => machine.Metadata.Name);
        return new ClusterNow(
            plan.Look.Cluster, wanted, machines, [.. there.Values], [.. from want in wanted where there.ContainsKey(want.Name) select (want, there[want.Name])]);
    }
}
