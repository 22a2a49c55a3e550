namespace LustreOperator.Placement;

/// <summary>How much is free on the hosts of one shelf that are alike in this: in all, and on their best NUMA nodes.</summary>
internal sealed class FreeLevel
{
    // Memory that differs by less is one step: few levels, and few hosts of which a level promises too much.
    private const int StepsPerDoubling = 16;

    // Each other node of the host has at most as much of everything as one of these.
    private readonly (int Cpus, int Devices, int Memory)[] _nodes;

    private FreeLevel(int cpus, (int Cpus, int Devices, int Memory)[] nodes) => (Cpus, _nodes) = (cpus, nodes);

    /// <summary>By CPUs first; levels that are equal are one.</summary>
    public static IComparer<FreeLevel> Order { get; } = Comparer<FreeLevel>.Create(Compare);

    /// <summary>CPUs that can be Dedicated.</summary>
    public int Cpus { get; }

    public static FreeLevel Of(HostState state)
    {
        List<(int Cpus, int Devices, int Memory)> best = [];
        for (int node = 0; node < state.FreeOn.Length; node++)
        {
            var here = (Cpus: state.FreeOn[node], Devices: state.FreeDevicesOn[node], Memory: StepOf(state.Memory[0].RoomOn(node)));
            if (!best.Any(other => other.Cpus >= here.Cpus && other.Devices >= here.Devices && other.Memory >= here.Memory))
            {
                best.RemoveAll(other => other.Cpus <= here.Cpus && other.Devices <= here.Devices && other.Memory <= here.Memory);
                best.Add(here);
            }
        }

        best.Sort();
        return new FreeLevel(state.Free.Count, [.. best]);
    }

    /// <summary>No host of the level has a place with fewer remote parts.</summary>
    public int LeastRemote(Demand demand)
    {
        int memory = StepOf(demand.NormalKiB);
        int least = int.MaxValue;
        foreach ((int Cpus, int Devices, int Memory) node in _nodes)
        {
            least =
                Math.Min(least, Math.Max(0, demand.CpuCount - node.Cpus) + Math.Max(0, demand.Devices.Count - node.Devices) + (node.Memory < memory ? 1 : 0));
        }

        return least;
    }

    public override string ToString() => $"{Cpus} {string.Join(' ', _nodes)}";

    private static int Compare(FreeLevel one, FreeLevel other)
    {
        int order = (one.Cpus, one._nodes.Length).CompareTo((other.Cpus, other._nodes.Length));
        for (int node = 0; order == 0 && node < one._nodes.Length; node++)
        {
            order = one._nodes[node].CompareTo(other._nodes[node]);
        }

        return order;
    }

    // No less for more memory (KiB): what has a lesser step than is needed is too small.
    private static int StepOf(long memory) => memory <= 0 ? 0 : 1 + (int)(StepsPerDoubling * Math.Log2(memory));
}
