using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>A machine that wants a place.</summary>
/// <param name="Namespace">Namespace of the cluster.</param>
/// <param name="Name">Name of the LustreMachine.</param>
/// <param name="Cluster">Name of the LustreCluster.</param>
/// <param name="Group">What the machine needs.</param>
/// <param name="Index">Its index in the group.</param>
/// <param name="Current">
/// The machine as it is now, if it is to be changed: it stays on its host and keeps as many of its CPUs, devices and nodes as
/// possible; what it holds does not count against it, but stays closed to all others. Null: a new machine.
/// </param>
public sealed record MachineWish(
    string Namespace, string Name, string Cluster, MachineGroup Group, int Index, LustreMachine? Current = null)
{
    /// <summary>The hosts that have the volumes which its disks name; null: none is named, any host will do.</summary>
    public IReadOnlyCollection<string>? Hosts { get; init; }
}
