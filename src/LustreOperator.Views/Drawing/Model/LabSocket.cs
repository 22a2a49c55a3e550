namespace LustreOperator.Views.Drawing;

/// <summary>One socket, or several that share a NUMA node.</summary>
/// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
/// <param name="Ids">Their numbers, such as 0 or 0-3.</param>
/// <param name="Nodes">Their NUMA nodes.</param>
public sealed record LabSocket<TDevice>(string Ids, IReadOnlyList<LabNode<TDevice>> Nodes)
{
    /// <summary>Heading of one of its nodes, such as <c>socket 0 · NUMA node 1</c>.</summary>
    public string TitleOf(LabNode<TDevice> node) => $"{(Ids.AsSpan().ContainsAny(',', '-') ? "sockets" : "socket")} {Ids} · NUMA node {node.Id}";
}
