namespace LustreOperator.Cli.Topology;

/// <summary>A NUMA node: its cores, its memory, and the PCI functions behind it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Memory">Normal pages and each size of huge pages that there is.</param>
/// <param name="Cores">By their first CPU.</param>
/// <param name="Devices">By address: those offered to machines, and those that machines of the cluster hold.</param>
internal sealed record TopologyNode(
    int Id, IReadOnlyList<TopologyMemory> Memory, IReadOnlyList<TopologyCore> Cores, IReadOnlyList<TopologyDevice> Devices);

/// <summary>Memory of one kind on a node.</summary>
/// <param name="PageSizeKiB">0: normal pages.</param>
/// <param name="TotalKiB">What machines may have.</param>
/// <param name="FreeKiB">What no machine has.</param>
internal sealed record TopologyMemory(long PageSizeKiB, long TotalKiB, long FreeKiB);
