namespace LustreOperator.Cli.Topology;

/// <summary>One socket, or several that share a NUMA node.</summary>
/// <param name="Ids">Their numbers, such as 0 or 0-3.</param>
/// <param name="Nodes">Their NUMA nodes.</param>
internal sealed record TopologySocket(string Ids, IReadOnlyList<TopologyNode> Nodes);
