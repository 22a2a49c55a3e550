using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>What is wanted of one cluster.</summary>
/// <param name="HostSelector">The cluster's <c>spec.hosts.selector</c>.</param>
/// <param name="Numa">The cluster's <c>spec.placement.numa</c>.</param>
/// <param name="Wishes">The machines to place, all or none.</param>
/// <param name="Networks">The cluster's <c>spec.networks</c>.</param>
public sealed record PlacementRequest(
    LabelSelector? HostSelector, NumaPolicy Numa, IReadOnlyList<MachineWish> Wishes, IReadOnlyList<NetworkSpec> Networks);
