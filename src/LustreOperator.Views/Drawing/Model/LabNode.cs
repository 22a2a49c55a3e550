namespace LustreOperator.Views.Drawing;

/// <summary>A NUMA node: its cores, its memory, and the PCI functions behind it.</summary>
/// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
/// <param name="Id">Its number.</param>
/// <param name="Memory">Normal pages and each size of huge pages that there is.</param>
/// <param name="Cores">By their first CPU.</param>
/// <param name="Devices">By address.</param>
public sealed record LabNode<TDevice>(
    int Id, IReadOnlyList<NodeMemory> Memory, IReadOnlyList<HostCore> Cores, IReadOnlyList<TDevice> Devices);

/// <summary>Memory of one kind on a node.</summary>
/// <param name="PageSizeKiB">0: normal pages.</param>
/// <param name="TotalKiB">What machines may have.</param>
/// <param name="FreeKiB">What no machine has.</param>
public sealed record NodeMemory(long PageSizeKiB, long TotalKiB, long FreeKiB);
