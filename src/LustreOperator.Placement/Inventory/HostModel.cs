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

    /// <summary>The core of each CPU.</summary>
    public int[] CoreOf => field ??= ReadCoreOf();

    /// <summary>The cores of each node, in their order in <see cref="Cores"/>; a core never spans nodes.</summary>
    public int[][][] NodeCores => field ??= ReadNodeCores();

    public required int[] NodeIds { get; init; }

    /// <summary>From a node to each node, 10 for itself, as ACPI's SLIT has it.</summary>
    public required int[][] Distances { get; init; }

    /// <summary>The distance of the two nodes that are nearest to each other; 0: there is one node only.</summary>
    public int NearestOther => field = field > 0 ? field : Others().DefaultIfEmpty().Min();

    /// <summary>The distance of the two nodes that are farthest from each other; 0: there is one node only.</summary>
    public int FarthestOther => field = field > 0 ? field : Others().DefaultIfEmpty().Max();

    public required BitSet[] NodeCpus { get; init; }

    public required BitSet Reserved { get; init; }

    /// <summary><c>spec.cpus.shared</c>; null: not set.</summary>
    public required BitSet? SharedByAdmin { get; init; }

    /// <summary>CPUs that may be Dedicated: neither reserved nor shared by the admin.</summary>
    public required BitSet Dedicable { get; init; }

    public required DeviceModel[] Devices { get; init; }

    /// <summary>One device of each kind: devices of one kind differ in nothing that selectors look at but address and node.</summary>
    public DeviceModel[] DeviceKinds => field ??= [.. Devices.DistinctBy(KindOfDevice)];

    /// <summary>The position in <see cref="DeviceKinds"/> of each device's kind.</summary>
    public int[] KindOf => field ??= ReadKinds();

    /// <summary>Number of IOMMU groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Sizes of huge pages, ascending; their pools follow that of normal memory, which has position 0.</summary>
    public required long[] PageSizes { get; init; }

    /// <summary>Per pool and node: KiB of normal memory that machines may have, or number of huge pages.</summary>
    public required long[][] Memory { get; init; }

    private Dictionary<PciAddress, int> Addresses => field ??= Enumerable.Range(0, Devices.Length).ToDictionary(device => Devices[device].Address);

    /// <summary>Empty hosts of one class are alike in everything but their names and addresses that are named.</summary>
    public string Class => field ??= Describe();

    public ulong AllNodes => NodeIds.Length == 64 ? ulong.MaxValue : (1UL << NodeIds.Length) - 1;

    public BitSet AllowedCpus => field ??= BitSet.Of(CpuIds.Length, Enumerable.Range(0, CpuIds.Length)).Except(Reserved);

    public BitSet NoCpus => field ??= BitSet.Of(CpuIds.Length, []);

    /// <summary>Steps of a <see cref="SearchBudget"/> that it takes to fit one machine here.</summary>
    public int FitSteps => 100 + CpuIds.Length + Devices.Length + (2 * NodeIds.Length * NodeIds.Length);

    /// <summary>Position of the device; -1: the host has none there.</summary>
    public int DeviceAt(PciAddress address) => Addresses.GetValueOrDefault(address, -1);

    /// <summary>The positions of those CPUs that the host has.</summary>
    public BitSet PositionsOf(CpuSet cpus) => cpus.IsEmpty ? NoCpus : PositionsOf(CpuIds, cpus);

    /// <summary>The CPUs at positions.</summary>
    public CpuSet CpusAt(IEnumerable<int> positions) => CpuSet.From(positions.Select(position => CpuIds[position]));

    /// <summary>The positions of those nodes that the host has; 0: none, as for null.</summary>
    public ulong NodesOf(CpuSet? nodes) => (nodes ?? []).Select(node => Array.BinarySearch(NodeIds, node)).Where(position => position >= 0)
        .Aggregate(0UL, (positions, position) => positions | 1UL << position);

    /// <summary>The nodes at positions.</summary>
    public CpuSet NodesAt(ulong positions) => CpuSet.From(NodeIds.Where((_, position) => (positions >> position & 1) != 0));

    /// <summary>The nodes of CPUs.</summary>
    public ulong NodesOf(IEnumerable<int> cpus) => cpus.Aggregate(0UL, (nodes, cpu) => nodes | 1UL << CpuNode[cpu]);

    internal static BitSet PositionsOf(int[] ids, CpuSet cpus) =>
        BitSet.Of(ids.Length, cpus.Select(cpu => Array.BinarySearch(ids, cpu)).Where(position => position >= 0));

    private IEnumerable<int> Others() => Distances.SelectMany((row, from) => row.Where((_, to) => to != from));

    private static (string?, string?, string?, bool) KindOfDevice(DeviceModel device) =>
        (device.Fabric, device.Device.Vendor.ToUpperInvariant(), device.Device.Product.ToUpperInvariant(), device.Device.VirtualFunction);

    private int[] ReadKinds()
    {
        Dictionary<(string?, string?, string?, bool), int> positions = DeviceKinds.Select((device, kind) => (Key: KindOfDevice(device), kind))
            .ToDictionary(item => item.Key, item => item.kind);
        return [.. Devices.Select(device => positions[KindOfDevice(device)])];
    }

    private string Describe() => string.Join(
        ';',
        string.Join(',', CpuIds),
        string.Join(',', CpuNode),
        string.Join('|', Cores.Select(core => string.Join(',', core))),
        string.Join(',', NodeIds),
        string.Join('|', Distances.Select(row => string.Join(',', row))),
        string.Join(',', Dedicable.Members()),
        string.Join(',', AllowedCpus.Members()),
        string.Join('|', Memory.Select(pool => string.Join(',', pool))),
        string.Join(',', PageSizes),
        string.Join('|', Devices.Select(device => $"{device.Class}/{device.Group}")));

    private int[] ReadCoreOf()
    {
        int[] cores = new int[CpuIds.Length];
        for (int core = 0; core < Cores.Length; core++)
        {
            foreach (int cpu in Cores[core])
            {
                cores[cpu] = core;
            }
        }

        return cores;
    }

    private int[][][] ReadNodeCores()
    {
        ILookup<int, int[]> byNode = Cores.ToLookup(core => CpuNode[core[0]]);
        return [.. Enumerable.Range(0, NodeIds.Length).Select(node => byNode[node].ToArray())];
    }
}
