namespace LustreOperator.Views.Drawing;

/// <summary>How a picture shows what hangs from the NUMA nodes of its hosts.</summary>
/// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
internal interface ISvgChips<TDevice>
{
    /// <summary>The chips of a node, in order.</summary>
    IReadOnlyList<SvgChip> Of(LabHost<TDevice> host, LabNode<TDevice> node);

    /// <summary>Of functions whose node nobody knows.</summary>
    IReadOnlyList<SvgChip> OfOthers(LabHost<TDevice> host);

    /// <summary>Models and how many of each.</summary>
    IEnumerable<string> Models(LabNode<TDevice> node);
}
