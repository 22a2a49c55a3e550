namespace LustreOperator.Cli.Topology;

/// <summary>One socket, or several that share a NUMA node.</summary>
/// <param name="Ids">Their numbers, such as 0 or 0-3.</param>
/// <param name="Nodes">Their NUMA nodes.</param>
internal sealed record TopologySocket(string Ids, IReadOnlyList<TopologyNode> Nodes)
{
    /// <summary>Heading of one of its nodes, such as <c>socket 0 · NUMA node 1</c>.</summary>
    public string TitleOf(TopologyNode node) => $"{(Ids.AsSpan().ContainsAny(',', '-') ? "sockets" : "socket")} {Ids} · NUMA node {node.Id}";
}
