using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>
/// Places one machine on one host, exactly: CPUs, memory and devices are independent of each other once the main node is given, so the
/// best of each, over all main nodes, is the best of all.
/// </summary>
internal static class Fitter
{
    /// <summary>The best place, or null. The machine's own holdings must not be in <paramref name="state"/>.</summary>
    public static Fit? Best(HostState state, Demand demand)
    {
        OwnParts own = OwnParts.On(state.Host, demand.Current);
        return Candidates(state, demand, own, node => DeviceMatcher.Match(
            state, demand.Devices, own, node, demand.Numa == NumaPolicy.Required)).MinBy(fit => fit.Score.Order);
    }

    /// <summary>All places that differ for machines placed later, the best first: by node with NUMA Required, and by devices.</summary>
    public static IEnumerable<Fit> All(HostState state, Demand demand)
    {
        if (Best(state, demand) is not { } best)
        {
            yield break;
        }

        yield return best;
        OwnParts own = OwnParts.On(state.Host, demand.Current);
        if (demand.Numa == NumaPolicy.Required)
        {
            for (int node = 0; node < state.Host.NodeIds.Length; node++)
            {
                int main = node;
                foreach (int[] devices in DeviceChoices.All(state, demand.Devices, own, device => state.Host.Devices[device].Node == main))
                {
                    if (OnNode(state, demand, own, node, devices) is { } fit)
                    {
                        yield return fit;
                    }
                }
            }
        }
        else if (demand.Devices.Count > 0)
        {
            foreach (int[] devices in DeviceChoices.All(state, demand.Devices, own, _ => true))
            {
                if (Candidates(state, demand, own, _ => devices).MinBy(fit => fit.Score.Order) is { } fit)
                {
                    yield return fit;
                }
            }
        }
    }

    private static IEnumerable<Fit> Candidates(HostState state, Demand demand, OwnParts own, Func<int, int[]?> match)
    {
        if (demand.Numa == NumaPolicy.None)
        {
            return match(-1) is { } anywhere && Unaware(state, demand, own, anywhere) is { } fit ? [fit] : [];
        }

        return Enumerable.Range(0, state.Host.NodeIds.Length)
            .Where(node => demand.CpuCount <= (demand.Numa == NumaPolicy.Required ? state.Free.CountIn(state.Host.NodeCpus[node]) : state.Free.Count))
            .Select(node => match(node) is not { } devices ? null
                : demand.Numa == NumaPolicy.Required ? OnNode(state, demand, own, node, devices)
                : Around(state, demand, own, node, devices))
            .OfType<Fit>();
    }

    // NUMA Required: everything on the node.
    private static Fit? OnNode(HostState state, Demand demand, OwnParts own, int node, int[] devices)
    {
        BitSet here = state.Host.NodeCpus[node];
        BitSet shared = demand.Dedicated ? state.Host.NoCpus : SharedCpus(state, own, here);
        BitSet free = state.Free.Intersect(here);
        if ((demand.Dedicated ? free.Count < demand.CpuCount : shared.Count == 0)
            || !demand.MemoryFits(state, 1UL << node))
        {
            return null;
        }

        List<int> cpus = CorePicker.Pick(state.Host, free, demand.CpuCount, own.Cpus);
        return FitBuilder.Build(state, demand, own, node, cpus, shared, 1UL << node, devices);
    }

    // NUMA Preferred: as much as possible on the node.
    private static Fit? Around(HostState state, Demand demand, OwnParts own, int node, int[] devices)
    {
        BitSet shared = demand.Dedicated ? state.Host.NoCpus : SharedCpus(state, own, state.Host.AllowedCpus);
        ulong memory = MemoryNodes.Choose(state, demand, node, own.MemoryNodes);
        return memory == 0 || (demand.Dedicated ? state.Free.Count < demand.CpuCount : shared.Count == 0)
            ? null
            : FitBuilder.Build(state, demand, own, node, PickAround(state, demand.CpuCount, own, node), shared, memory, devices);
    }

    // NUMA None: the host is one node, and memory lies where the kernel puts it.
    private static Fit? Unaware(HostState state, Demand demand, OwnParts own, int[] devices)
    {
        BitSet shared = demand.Dedicated ? state.Host.NoCpus : SharedCpus(state, own, state.Host.AllowedCpus);
        if ((demand.Dedicated ? state.Free.Count < demand.CpuCount : shared.Count == 0)
            || !demand.MemoryFits(state, state.Host.AllNodes))
        {
            return null;
        }

        List<int> cpus = CorePicker.Pick(state.Host, state.Free, demand.CpuCount, own.Cpus);
        return FitBuilder.Build(state, demand, own, -1, cpus, shared, 0, devices);
    }

    // What the admin set aside; else all that is neither reserved nor dedicated, and what a machine has of that it keeps.
    private static BitSet SharedCpus(HostState state, OwnParts own, BitSet among)
    {
        BitSet all = (state.Host.SharedByAdmin ?? state.Host.AllowedCpus).Except(state.Dedicated).Intersect(among);
        BitSet kept = all.Intersect(own.Cpus);
        return state.Host.SharedByAdmin is null && kept.Count > 0 ? kept : all;
    }

    // The CPUs it has, then the main node, then the other nodes with the most free: the fewest nodes.
    private static List<int> PickAround(HostState state, int count, OwnParts own, int main)
    {
        HostModel host = state.Host;
        int[] nodes =
        [
            .. Enumerable.Range(0, host.NodeIds.Length).OrderByDescending(node => node == main)
                .ThenByDescending(node => state.Free.CountIn(host.NodeCpus[node])).ThenBy(node => node),
        ];
        int[] share = new int[nodes.Length];
        int left = count;
        foreach (int node in nodes)
        {
            share[node] = Math.Min(left, state.Free.Intersect(own.Cpus).CountIn(host.NodeCpus[node]));
            left -= share[node];
        }

        foreach (int node in nodes)
        {
            int more = Math.Min(left, state.Free.CountIn(host.NodeCpus[node]) - share[node]);
            share[node] += more;
            left -= more;
        }

        return [.. nodes.SelectMany(node => CorePicker.Pick(host, state.Free.Intersect(host.NodeCpus[node]), share[node], own.Cpus))];
    }
}
