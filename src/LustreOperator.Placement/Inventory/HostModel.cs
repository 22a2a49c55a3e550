using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>What a KvmHost has, by position: CPUs in order of their numbers, nodes of their ids, devices of their addresses.</summary>
internal sealed class HostModel
{
    public required string Name { get; init; }

    public required int[] CpuIds { get; init; }

    /// <summary>The NUMA node of each CPU.</summary>
    public required int[] CpuNode { get; init; }

    /// <summary>The CPUs of each core.</summary>
    public required int[][] Cores { get; init; }

    public required int[] NodeIds { get; init; }

    public required BitSet[] NodeCpus { get; init; }

    public required BitSet Reserved { get; init; }

    /// <summary><c>spec.cpus.shared</c>; null: not set.</summary>
    public required BitSet? SharedByAdmin { get; init; }

    /// <summary>CPUs that may be Dedicated: neither reserved nor shared by the admin.</summary>
    public required BitSet Dedicable { get; init; }

    public required DeviceModel[] Devices { get; init; }

    /// <summary>Number of IOMMU groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Sizes of huge pages, ascending; their pools follow that of normal memory, which has position 0.</summary>
    public required long[] PageSizes { get; init; }

    /// <summary>Per pool and node: KiB of normal memory that machines may have, or number of huge pages.</summary>
    public required long[][] Memory { get; init; }

    public ulong AllNodes => NodeIds.Length == 64 ? ulong.MaxValue : (1UL << NodeIds.Length) - 1;

    public BitSet AllowedCpus => BitSet.Of(CpuIds.Length, Enumerable.Range(0, CpuIds.Length)).Except(Reserved);

    public BitSet NoCpus => BitSet.Of(CpuIds.Length, []);

    /// <summary>The CPUs of a list that the host has.</summary>
    public BitSet CpusOf(string? list) => CpuList.TryParse(list, out var numbers)
        ? BitSet.Of(CpuIds.Length, numbers.Select(number => Array.BinarySearch(CpuIds, number)).Where(position => position >= 0))
        : NoCpus;

    /// <summary>The nodes of a list that the host has; 0: none.</summary>
    public ulong NodesOf(string? list) => CpuList.TryParse(list, out var numbers)
        ? numbers.Select(number => Array.BinarySearch(NodeIds, number)).Where(position => position >= 0)
            .Aggregate(0UL, (nodes, position) => nodes | 1UL << position)
        : 0;

    public string FormatCpus(IEnumerable<int> cpus) => CpuList.Format(cpus.Select(cpu => CpuIds[cpu]));

    public string FormatNodes(ulong nodes) => CpuList.Format(NodeIds.Where((_, position) => (nodes >> position & 1) != 0));
}
