namespace LustreOperator.Placement;

/// <summary>A host and what is held on it. Immutable, so that a search can go back to where it was.</summary>
internal sealed class HostState
{
    private HostState(HostModel host, IReadOnlyList<Holding> holdings, BitSet dedicated, BitSet shared,
        BitSet heldGroups, MemoryPool[] memory)
    {
        Host = host;
        Holdings = holdings;
        Dedicated = dedicated;
        Shared = shared;
        HeldGroups = heldGroups;
        Memory = memory;
        Free = host.Dedicable.Except(dedicated).Except(shared);
    }

    public HostModel Host { get; }

    public IReadOnlyList<Holding> Holdings { get; }

    /// <summary>CPUs that are some machine's own.</summary>
    public BitSet Dedicated { get; }

    /// <summary>CPUs that Shared machines run on.</summary>
    public BitSet Shared { get; }

    /// <summary>CPUs that can still be Dedicated.</summary>
    public BitSet Free { get; }

    /// <summary>How many of <see cref="Free"/> each node has.</summary>
    public int[] FreeOn => field ??= [.. Host.NodeCpus.Select(Free.CountIn)];

    /// <summary>Devices that a machine can still have, by address.</summary>
    public int[] FreeDevices => field ??= [.. Enumerable.Range(0, Host.Devices.Length).Where(IsFree)];

    /// <summary>How many of <see cref="FreeDevices"/> each node has.</summary>
    public int[] FreeDevicesOn => field ??= CountFreeDevices();

    /// <summary>How many of <see cref="FreeDevices"/> there are of each kind on each node: kind by kind, nodes by position, unknown last.</summary>
    public int[] FreeByKind => field ??= CountFreeByKind();

    /// <summary>
    /// Nodes of one class have the same cores free, in the same order, and as many devices of each kind: a machine that is wholly on one of them
    /// is as well off on another. The class is the position of its first node.
    /// </summary>
    public int[] NodeClasses => field ??= ReadNodeClasses();

    /// <summary>IOMMU groups of which a function is held.</summary>
    public BitSet HeldGroups { get; }

    /// <summary>Normal memory, then huge pages by size.</summary>
    public MemoryPool[] Memory { get; }

    public static HostState Of(HostModel host, IEnumerable<Holding> holdings)
    {
        Holding[] all = [.. holdings];
        return new HostState(
            host,
            all,
            all.Aggregate(host.NoCpus, (cpus, holding) => cpus.Union(holding.Dedicated)),
            all.Aggregate(host.NoCpus, (cpus, holding) => cpus.Union(holding.Shared)),
            BitSet.Of(host.Groups, all.SelectMany(holding => holding.Devices).Select(device => host.Devices[device].Group)),
            [
                .. host.Memory.Select((capacity, pool) => new MemoryPool(
                    capacity, [.. all.SelectMany(holding => holding.Memory).Where(item => item.Pool == pool).Select(item => item.Demand)])),
            ]);
    }

    /// <summary>With one machine more; if it is there already it then has both what it had and what it gets.</summary>
    public HostState With(Holding holding)
    {
        if (Holdings.FirstOrDefault(other => other.Machine.IsNamedAs(holding.Machine)) is { } before)
        {
            return Of(Host, [.. Holdings.Where(other => other != before), before.Union(holding)]);
        }

        MemoryPool[] memory = [.. Memory];
        foreach ((int pool, MemoryDemand demand) in holding.Memory)
        {
            memory[pool] = memory[pool].With(demand.Nodes, demand.Amount);
        }

        BitSet groups = BitSet.Of(Host.Groups, holding.Devices.Select(device => Host.Devices[device].Group));
        return new HostState(
            Host, [.. Holdings, holding], Dedicated.Union(holding.Dedicated), Shared.Union(holding.Shared),
            HeldGroups.Union(groups), memory);
    }

    /// <summary>As if the machine were not there.</summary>
    public HostState Without(MachineIdentity machine) => Holdings.Any(holding => holding.Machine.IsNamedAs(machine))
        ? Of(Host, Holdings.Where(holding => !holding.Machine.IsNamedAs(machine)))
        : this;

    public bool Fits(IReadOnlyList<(int Pool, MemoryDemand Demand)> memory) =>
        memory.All(item => Memory[item.Pool].Fits(item.Demand.Nodes, item.Demand.Amount));

    public bool IsFree(int device) => Host.Devices[device].Device.Offered && !HeldGroups.Contains(Host.Devices[device].Group);

    private int[] ReadNodeClasses()
    {
        int columns = Host.NodeIds.Length + 1;
        int[][] signatures =
        [
            .. Enumerable.Range(0, Host.NodeIds.Length).Select(node => (int[])
            [
                .. Host.NodeCores[node].SelectMany(core => new[] { core.Length, core.Count(Free.Contains) }),
                .. Enumerable.Range(0, Host.DeviceKinds.Length).Select(kind => FreeByKind[(kind * columns) + node]),
            ]),
        ];
        return [.. signatures.Select(signature => Array.FindIndex(signatures, other => other.AsSpan().SequenceEqual(signature)))];
    }

    private int[] CountFreeByKind()
    {
        int nodes = Host.NodeIds.Length + 1;
        int[] counts = new int[Host.DeviceKinds.Length * nodes];
        foreach (int device in FreeDevices)
        {
            int node = Host.Devices[device].Node;
            counts[(Host.KindOf[device] * nodes) + (node < 0 ? nodes - 1 : node)]++;
        }

        return counts;
    }

    private int[] CountFreeDevices()
    {
        int[] counts = new int[Host.NodeIds.Length];
        foreach (int node in FreeDevices.Select(device => Host.Devices[device].Node).Where(node => node >= 0))
        {
            counts[node]++;
        }

        return counts;
    }
}
