namespace LustreOperator.Views.Drawing;

/// <summary>A NUMA node: its cores, its memory, and the PCI functions behind it.</summary>
/// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
/// <param name="Id">Its number.</param>
/// <param name="Memory">Normal pages and each size of huge pages that there is.</param>
/// <param name="Cores">By their first CPU.</param>
/// <param name="Devices">By address.</param>
public sealed record LabNode<TDevice>(
    int Id, IReadOnlyList<NodeMemory> Memory, IReadOnlyList<HostCore> Cores, IReadOnlyList<TDevice> Devices);
