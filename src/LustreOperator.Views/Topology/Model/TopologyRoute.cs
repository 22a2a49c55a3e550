namespace LustreOperator.Views.Topology;

/// <summary>How machines on one LNet network reach another.</summary>
/// <param name="From">The network they are on.</param>
/// <param name="To">The network to reach.</param>
/// <param name="Hops">Routers on the way.</param>
/// <param name="Gateways">Names of the machines that are the next hop.</param>
/// <param name="Path">The way through the first gateway of each hop: network, router, network, ... network.</param>
public sealed record TopologyRoute(string From, string To, int Hops, IReadOnlyList<string> Gateways, IReadOnlyList<string> Path);
