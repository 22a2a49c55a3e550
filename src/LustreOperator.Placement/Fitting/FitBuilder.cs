using System.Numerics;

namespace LustreOperator.Placement;

/// <summary>Makes a <see cref="Fit"/> of the parts chosen: gives each vCPU its CPU, and scores the whole.</summary>
internal static class FitBuilder
{
    public static Fit Build(
        HostState state, Demand demand, OwnParts own, int mainNode, List<int> cpus, BitSet shared, ulong memoryNodes, int[] devices)
    {
        (int[] vcpus, int emulator) = Deal(demand, cpus, own);
        int main = mainNode >= 0 ? mainNode : BusiestNode(state.Host, cpus, devices);
        var fit = new Fit
        {
            Demand = demand,
            MainNode = main,
            Vcpus = vcpus,
            Emulator = emulator,
            Shared = shared,
            MemoryNodes = memoryNodes,
            Devices = devices,
            Score = new FitScore(0, 0, 0, 0, 0, 0, 0, 0, main),
        };
        return fit with { Score = Score(state, demand, own, cpus, fit, mainNode >= 0) };
    }

    /// <summary>
    /// Parts of the machine not on its main node, of all: a vCPU or the isolated emulator whose CPUs are not all there, a device that is
    /// not (or nobody knows), and each node that memory is bound to beside it; memory bound to no node counts as one part, remote
    /// where there are several nodes.
    /// </summary>
    public static (int Remote, int All) CountParts(HostModel host, Fit fit)
    {
        ulong memory = fit.MemoryNodes != 0 ? fit.MemoryNodes : host.AllNodes;
        int remoteMemory = BitOperations.PopCount(memory & ~(1UL << fit.MainNode));
        int allMemory = BitOperations.PopCount(memory);
        if (fit.MemoryNodes == 0)
        {
            (remoteMemory, allMemory) = (Math.Min(remoteMemory, 1), 1);
        }

        IEnumerable<int> cpus = fit.Emulator >= 0 ? [.. fit.Vcpus, fit.Emulator] : fit.Vcpus;
        int remoteShared = fit.Shared.CountIn(host.NodeCpus[fit.MainNode]) < fit.Shared.Count ? fit.Demand.Vcpus : 0;
        int remote = remoteMemory + cpus.Count(cpu => host.CpuNode[cpu] != fit.MainNode) + remoteShared
            + fit.Devices.Count(device => host.Devices[device].Node != fit.MainNode);
        return (remote, allMemory + (fit.Demand.Dedicated ? fit.Demand.CpuCount : fit.Demand.Vcpus) + fit.Devices.Length);
    }

    /// <summary>
    /// How much farther nodes of a machine's parts are from the main node than any other node must be, summed up; -1: a part that nobody knows
    /// the node of is as far as can be.
    /// </summary>
    public static int Far(HostModel host, int main, IEnumerable<int> nodes)
    {
        int far = 0;
        foreach (int node in nodes)
        {
            far += node == main ? 0 : (node < 0 ? host.FarthestOther : host.Distances[main][node]) - host.NearestOther;
        }

        return far;
    }

    // Its memory, and its own CPUs and devices.
    private static int Far(HostModel host, Fit fit) => Far(host, fit.MainNode,
    [
        .. Enumerable.Range(0, host.NodeIds.Length).Where(node => (fit.MemoryNodes >> node & 1) != 0),
        .. fit.Vcpus.Select(cpu => host.CpuNode[cpu]),
        .. fit.Emulator < 0 ? (int[])[] : [host.CpuNode[fit.Emulator]],
        .. fit.Devices.Select(device => host.Devices[device].Node),
    ]);

    // A vCPU keeps its CPU if it can; so does the emulator. The emulator's own CPU is the last picked: rarely the sibling of a vCPU's.
    private static (int[] Vcpus, int Emulator) Deal(Demand demand, List<int> cpus, OwnParts own)
    {
        if (!demand.Dedicated)
        {
            return ([], -1);
        }

        HashSet<int> rest = [.. cpus];
        Dictionary<int, int> order = cpus.Select((cpu, position) => (cpu, position)).ToDictionary(item => item.cpu, item => item.position);
        int[] vcpus = new int[demand.Vcpus];
        Array.Fill(vcpus, -1);
        foreach ((int vcpu, BitSet pin) in own.PinOf.Where(pin => pin.Key >= 0 && pin.Key < vcpus.Length).OrderBy(pin => pin.Key))
        {
            int kept = pin.Members().Where(rest.Contains).DefaultIfEmpty(-1).MinBy(cpu => order.GetValueOrDefault(cpu));
            vcpus[vcpu] = kept;
            rest.Remove(kept);
        }

        int emulator = -1;
        if (demand.IsolatedEmulator)
        {
            int kept = cpus.FindIndex(cpu => rest.Contains(cpu) && own.Emulator.Contains(cpu));
            emulator = kept >= 0 ? cpus[kept] : cpus.FindLast(rest.Contains);
            rest.Remove(emulator);
        }

        Queue<int> next = new(cpus.Where(rest.Contains));
        for (int vcpu = 0; vcpu < vcpus.Length; vcpu++)
        {
            vcpus[vcpu] = vcpus[vcpu] >= 0 ? vcpus[vcpu] : next.Dequeue();
        }

        return (vcpus, emulator);
    }

    private static int BusiestNode(HostModel host, List<int> cpus, int[] devices)
    {
        int[] parts = new int[host.NodeIds.Length];
        foreach (int node in cpus.Select(cpu => host.CpuNode[cpu]).Concat(devices.Select(device => host.Devices[device].Node))
            .Where(node => node >= 0))
        {
            parts[node]++;
        }

        return Array.IndexOf(parts, parts.Max());
    }

    private static FitScore Score(HostState state, Demand demand, OwnParts own, List<int> cpus, Fit fit, bool looksAtNodes)
    {
        HostModel host = state.Host;
        BitSet taken = BitSet.Of(host.CpuIds.Length, cpus);
        BitSet here = looksAtNodes ? host.NodeCpus[fit.MainNode] : host.AllowedCpus;
        int whole = 0;
        int broken = 0;
        foreach ((int core, int used) in cpus.CountBy(cpu => host.CoreOf[cpu]))
        {
            bool isWhole = used == host.Cores[core].Length;
            whole += isWhole ? used : 0;
            broken += !isWhole && host.Cores[core].All(state.Free.Contains) ? 1 : 0;
        }

        int lost = own.Cpus.Count - own.Cpus.CountIn(taken.Union(fit.Shared))
            + own.NetworkOf.Keys.Except(fit.Devices).Count()
            + (own.MemoryNodes != 0 && own.MemoryNodes != fit.MemoryNodes ? 1 : 0);
        int wasted = demand.Devices.Count > 0 || !looksAtNodes ? 0 : state.FreeDevicesOn[fit.MainNode];
        return new FitScore(
            lost,
            looksAtNodes ? CountParts(host, fit).Remote : 0,
            looksAtNodes ? Far(host, fit) : 0,
            wasted,
            fit.Shared.CountIn(state.Free),
            cpus.Count - whole,
            broken,
            state.Free.CountIn(here) - taken.CountIn(here),
            fit.MainNode);
    }
}
