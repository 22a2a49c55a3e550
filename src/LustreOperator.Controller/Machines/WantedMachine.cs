using LustreOperator.Api;

namespace LustreOperator.Controller;

/// <summary>A machine that a cluster's spec asks for.</summary>
internal sealed record WantedMachine(string Name, MachineGroup Group, int Index)
{
    public static IReadOnlyList<WantedMachine> Of(LustreCluster cluster) =>
    [
        .. from machineGroup in cluster.Spec.Machines
           from index in Enumerable.Range(0, machineGroup.Count)
           select new WantedMachine(MachineNames.Of(cluster.Metadata.Name, machineGroup.Name, index), machineGroup, index),
    ];
}
