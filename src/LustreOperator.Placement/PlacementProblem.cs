using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>What is there, and what is wanted of one cluster.</summary>
/// <param name="Hosts">All KvmHosts; which of them are usable is decided by <see cref="Placer"/>,
/// with a reason for each that is not.</param>
/// <param name="Existing">All machines of all clusters; fixed input.
/// Those that are <see cref="MachineWish.Current"/> too may be among them.</param>
/// <param name="HostSelector">The cluster's <c>spec.hosts.selector</c>.</param>
/// <param name="Numa">The cluster's <c>spec.placement.numa</c>.</param>
/// <param name="Wishes">The machines to place, all or none.</param>
/// <param name="Networks">The cluster's <c>spec.networks</c>.</param>
public sealed record PlacementProblem(
    IReadOnlyList<KvmHost> Hosts,
    IReadOnlyList<LustreMachine> Existing,
    LabelSelector? HostSelector,
    NumaPolicy Numa,
    IReadOnlyList<MachineWish> Wishes,
    IReadOnlyList<NetworkSpec> Networks)
{
    /// <summary>What of it is wanted.</summary>
    public PlacementRequest Request => new(HostSelector, Numa, Wishes, Networks);
}
