using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>
/// Places one machine on one host: CPUs, memory and devices are independent of each other once the main node is given, so the
/// best of each, over all main nodes, is the best of all. Exact, but where <see cref="MemoryNodes"/> ends its search early.
/// </summary>
internal static class Fitter
{
    /// <summary>Steps of the search for the memory nodes of one machine on one host: it ends with the main nodes looked at until then.</summary>
    public const int MaxSteps = 200_000;

    /// <summary>True if there is a place. The machine's own holdings must not be in <paramref name="state"/>.</summary>
    public static bool Fits(HostState state, Demand demand)
    {
        OwnParts own = OwnParts.On(state.Host, demand.Current);
        var devices = new DeviceMatcher(state, demand.Devices, own);
        return demand.Numa == NumaPolicy.Required
            ? Enumerable.Range(0, state.Host.NodeIds.Length).Any(node =>
                HasCpus(state, demand, own, state.Host.NodeCpus[node]) && demand.MemoryFits(state, 1UL << node)
                && devices.Match(node, onlyMainNode: true) is not null)
            : HasCpus(state, demand, own, state.Host.AllowedCpus) && demand.MemoryFits(state, state.Host.AllNodes)
                && devices.Match(-1, onlyMainNode: false) is not null;
    }

    /// <summary>The best place, or null. The machine's own holdings must not be in <paramref name="state"/>.</summary>
    public static Fit? Best(HostState state, Demand demand, SearchBudget budget)
    {
        OwnParts own = OwnParts.On(state.Host, demand.Current);
        var devices = new DeviceMatcher(state, demand.Devices, own);
        return Best(state, demand, own, budget, node => devices.Match(node, demand.Numa == NumaPolicy.Required));
    }

    /// <summary>All places that differ for machines placed later, the best first: by node with NUMA Required, and by devices.</summary>
    public static IEnumerable<Fit> All(HostState state, Demand demand, Fit best, SearchBudget budget)
    {
        yield return best;
        OwnParts own = OwnParts.On(state.Host, demand.Current);
        if (demand.Numa == NumaPolicy.Required)
        {
            for (int node = 0; node < state.Host.NodeIds.Length; node++)
            {
                int main = node;
                foreach (int[] devices in DeviceChoices.All(state, demand, own, budget, device => state.Host.Devices[device].Node == main))
                {
                    budget.Spend(state.Host.FitSteps);
                    if (OnNode(state, demand, own, node, devices) is { } fit)
                    {
                        yield return fit;
                    }
                }
            }
        }
        else if (demand.Devices.Count > 0)
        {
            foreach (int[] devices in DeviceChoices.All(state, demand, own, budget, _ => true))
            {
                budget.Spend(state.Host.FitSteps);
                if (Best(state, demand, own, budget, _ => devices) is { } fit)
                {
                    yield return fit;
                }
            }
        }
    }

    private static Fit? Best(HostState state, Demand demand, OwnParts own, SearchBudget budget, Func<int, int[]?> match) => demand.Numa switch
    {
        NumaPolicy.None => match(-1) is { } devices ? Unaware(state, demand, own, devices) : null,
        NumaPolicy.Required => OnOneNode(state, demand, own, match),
        _ => Around(state, demand, own, budget, match),
    };

    private static bool HasCpus(HostState state, Demand demand, OwnParts own, BitSet among) =>
        demand.Dedicated ? state.Free.CountIn(among) >= demand.CpuCount : SharedCpus(state, own, among).Count > 0;

    // Of nodes of one class only the first on which the machine fits is looked at: the others are no better.
    private static Fit? OnOneNode(HostState state, Demand demand, OwnParts own, Func<int, int[]?> match)
    {
        bool areAlike = own.IsNone && !demand.NamesPlaces;
        ulong done = 0;
        Fit? best = null;
        for (int node = 0; node < state.Host.NodeIds.Length; node++)
        {
            if (demand.CpuCount > state.FreeOn[node] || (areAlike && (done >> state.NodeClasses[node] & 1) != 0)
                || match(node) is not { } devices || OnNode(state, demand, own, node, devices) is not { } fit)
            {
                continue;
            }

            done |= 1UL << state.NodeClasses[node];
            best = best is null || fit.Score.Order.CompareTo(best.Score.Order) < 0 ? fit : best;
        }

        return best;
    }

    // NUMA Required: everything on the node.
    private static Fit? OnNode(HostState state, Demand demand, OwnParts own, int node, int[] devices)
    {
        BitSet here = state.Host.NodeCpus[node];
        if (!HasCpus(state, demand, own, here) || !demand.MemoryFits(state, 1UL << node))
        {
            return null;
        }

        BitSet shared = demand.Dedicated ? state.Host.NoCpus : SharedCpus(state, own, here);
        List<int> cpus = CorePicker.Pick(state.Host, state.Host.NodeCores[node], state.Free.Intersect(here), demand.CpuCount, own.Cpus);
        return FitBuilder.Build(state, demand, own, node, cpus, shared, 1UL << node, devices);
    }

    // NUMA Preferred: as much as possible on the main node. Those come first that may have the fewest parts elsewhere, and the others are
    // passed over once they cannot be better; a machine to be changed may gain more by what it keeps.
    private static Fit? Around(HostState state, Demand demand, OwnParts own, SearchBudget budget, Func<int, int[]?> match)
    {
        BitSet shared = demand.Dedicated ? state.Host.NoCpus : SharedCpus(state, own, state.Host.AllowedCpus);
        SearchBudget part = budget.Part(MaxSteps);
        if ((demand.Dedicated ? state.Free.Count < demand.CpuCount : shared.Count == 0)
            || MemoryNodes.For(state, demand, part) is not { } memory)
        {
            return null;
        }

        Fit? best = null;
        bool isCutShort = false;
        bool areAlike = own.IsNone && !demand.NamesPlaces;
        FitScore?[] bestOfClass = new FitScore?[state.Host.NodeIds.Length];
        foreach ((int node, int fewest) in Enumerable.Range(0, state.Host.NodeIds.Length)
            .Select(node => (node, FewestRemote(state, demand, memory, node))).OrderBy(item => item.Item2))
        {
            if (best is not null && ((own.IsNone && fewest > best.Score.Remote) || part.IsSpent))
            {
                isCutShort |= part.IsSpent;
                break;
            }

            // A node of the same class that is as good as this one can be.
            bool hasItsCpus = areAlike && demand.CpuCount <= state.FreeOn[node];
            if (hasItsCpus && bestOfClass[state.NodeClasses[node]] is { } like
                && (like.Remote, like.Far, like.MainNode).CompareTo((fewest, memory.LeastFar(node), node)) < 0)
            {
                continue;
            }

            if (match(node) is not { } devices)
            {
                return null;
            }

            List<int> cpus = PickAround(state, demand.CpuCount, own, node);
            int[] others = [.. cpus.Select(cpu => state.Host.CpuNode[cpu]), .. devices.Select(device => state.Host.Devices[device].Node)];

            // Of as many remote parts as the best has, they have to be as near.
            bool isAsGood = best is not null && own.IsNone && demand.Dedicated
                && others.Count(other => other != node) + memory.FewestOthers(node) >= best.Score.Remote;
            int? farthest = isAsGood ? best!.Score.Far - FitBuilder.Far(state.Host, node, others) : null;
            ulong nodes = memory.Choose(node, own.MemoryNodes, state.Host.NodesOf(cpus), farthest);
            isCutShort |= memory.IsCutShort;
            Fit fit = FitBuilder.Build(state, demand, own, node, cpus, shared, nodes, devices);
            best = best is null || fit.Score.Order.CompareTo(best.Score.Order) < 0 ? fit : best;
            if (hasItsCpus && bestOfClass[state.NodeClasses[node]] is var known
                && (known is null || (fit.Score.Remote, fit.Score.Far, node).CompareTo((known.Remote, known.Far, known.MainNode)) < 0))
            {
                bestOfClass[state.NodeClasses[node]] = fit.Score;
            }
        }

        return best is null ? null : best with { IsCutShort = isCutShort };
    }

    // No place around this node has fewer remote parts.
    private static int FewestRemote(HostState state, Demand demand, MemoryNodes memory, int node) =>
        memory.FewestOthers(node)
        + Math.Max(0, demand.CpuCount - state.FreeOn[node])
        + Math.Max(0, demand.Devices.Count - state.FreeDevicesOn[node]);

    // NUMA None: the host is one node, and memory lies where the kernel puts it.
    private static Fit? Unaware(HostState state, Demand demand, OwnParts own, int[] devices)
    {
        if (!HasCpus(state, demand, own, state.Host.AllowedCpus) || !demand.MemoryFits(state, state.Host.AllNodes))
        {
            return null;
        }

        BitSet shared = demand.Dedicated ? state.Host.NoCpus : SharedCpus(state, own, state.Host.AllowedCpus);
        List<int> cpus = CorePicker.Pick(state.Host, state.Host.Cores, state.Free, demand.CpuCount, own.Cpus);
        return FitBuilder.Build(state, demand, own, -1, cpus, shared, 0, devices);
    }

    // What the admin set aside; else all that is neither reserved nor dedicated, and what a machine has of that it keeps.
    private static BitSet SharedCpus(HostState state, OwnParts own, BitSet among)
    {
        BitSet all = (state.Host.SharedByAdmin ?? state.Host.AllowedCpus).Except(state.Dedicated).Intersect(among);
        BitSet kept = all.Intersect(own.Cpus);
        return state.Host.SharedByAdmin is null && kept.Count > 0 ? kept : all;
    }

    // The CPUs it has, then the main node, then the nearest nodes, of those the ones with the most free: the fewest nodes.
    private static List<int> PickAround(HostState state, int count, OwnParts own, int main)
    {
        HostModel host = state.Host;
        if (own.Cpus.Count == 0 && count <= state.FreeOn[main])
        {
            return CorePicker.Pick(host, host.NodeCores[main], state.Free.Intersect(host.NodeCpus[main]), count, own.Cpus);
        }

        int[] nodes =
        [
            .. Enumerable.Range(0, host.NodeIds.Length).OrderBy(node => host.Distances[main][node])
                .ThenByDescending(node => state.FreeOn[node]).ThenBy(node => node),
        ];
        BitSet kept = state.Free.Intersect(own.Cpus);
        int[] share = new int[nodes.Length];
        int left = count;
        foreach (int node in nodes)
        {
            share[node] = Math.Min(left, kept.CountIn(host.NodeCpus[node]));
            left -= share[node];
        }

        foreach (int node in nodes)
        {
            int more = Math.Min(left, state.FreeOn[node] - share[node]);
            share[node] += more;
            left -= more;
        }

        return
        [
            .. nodes.Where(node => share[node] > 0).SelectMany(node =>
                CorePicker.Pick(host, host.NodeCores[node], state.Free.Intersect(host.NodeCpus[node]), share[node], own.Cpus)),
        ];
    }
}
