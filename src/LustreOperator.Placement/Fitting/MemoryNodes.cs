namespace LustreOperator.Placement;

/// <summary>
/// Chooses the nodes that the memory of a machine is bound to, with NUMA Preferred: the fewest nodes beside the main one, then the nearest to
/// it, then those of its CPUs. The set of the nodes with the most free comes first and is as small as any where nothing
/// floats; a branch and bound then looks for fewer and nearer nodes, within <see cref="MaxSteps"/>.
/// </summary>
internal sealed class MemoryNodes
{
    /// <summary>Steps of the search for the nodes around one main node.</summary>
    public const int MaxSteps = 2_000;

    // Distances count more than all nodes together that the CPUs are not on.
    private const int CpuNodeCost = 128;

    private readonly HostModel _host;
    private readonly SearchBudget _budget;
    private readonly (MemoryPool Pool, long Need)[] _parts;
    private readonly long[][] _single;
    private readonly int[] _mostFreeFirst;
    private readonly long[][] _descending;
    private int? _mostFree;

    private MemoryNodes(HostState state, Demand demand, SearchBudget budget)
    {
        _host = state.Host;
        _budget = budget;
        _parts = [.. demand.MemoryOn(_host, _host.AllNodes).Select(item => (state.Memory[item.Pool], item.Demand.Amount))];
        _single = [.. _parts.Select(part => part.Pool.Single.Select(room => Math.Min(room, part.Need)).ToArray())];
        _descending = [.. _single.Select(room => room.OrderDescending().ToArray())];
        int[] nodes = [.. Enumerable.Range(0, _host.NodeIds.Length)];
        _mostFreeFirst = [.. nodes.OrderByDescending(Share).ThenBy(node => node)];
    }

    /// <summary>True if what was chosen last may not be the best, because the search had no more steps.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Null: the memory does not fit on all nodes together.</summary>
    public static MemoryNodes? For(HostState state, Demand demand, SearchBudget budget) =>
        demand.MemoryFits(state, state.Host.AllNodes) ? new MemoryNodes(state, demand, budget) : null;

    /// <summary>No set has fewer nodes beside the main one: what nodes have together is at most the sum of what each has.</summary>
    public int FewestOthers(int main)
    {
        int fewest = 0;
        for (int part = 0; part < _parts.Length; part++)
        {
            long own = _single[part][main];
            long lacking = _parts[part].Need - own;
            int others = 0;
            bool isPassed = false;
            foreach (long room in _descending[part])
            {
                if (lacking <= 0)
                {
                    break;
                }

                if (!isPassed && room == own)
                {
                    isPassed = true;
                    continue;
                }

                lacking -= room;
                others++;
            }

            fewest = Math.Max(fewest, others);
        }

        return fewest;
    }

    /// <summary>No set of nodes around the main one is nearer (<see cref="FitScore.Far"/>): as many of the nearest as are needed.</summary>
    public int LeastFar(int main)
    {
        int others = FewestOthers(main);
        return others == 0 ? 0
            : _host.Distances[main].Where((_, node) => node != main).Order().Take(others).Sum() - (others * _host.NearestOther);
    }

    /// <summary>The nodes that the machine has if they still do, else the best around the main node.</summary>
    /// <param name="main">The main node.</param>
    /// <param name="own">What the machine has; 0: nothing.</param>
    /// <param name="cpus">The nodes of its CPUs: they come before others that are as far.</param>
    /// <param name="farthest">
    /// Nodes that are together farther than that (as in <see cref="FitScore.Far"/>), or more than <see cref="FewestOthers"/>, are of no
    /// use: where there are no others, any that do are given. Null: all are of use.
    /// </param>
    public ulong Choose(int main, ulong own, ulong cpus, int? farthest = null)
    {
        IsCutShort = false;
        if (own != 0 && Fits(own))
        {
            return own;
        }

        int fewest = FewestOthers(main);
        ulong mainSet = 1UL << main;
        if (fewest == 0)
        {
            return mainSet;
        }

        long[] costs = [.. _host.Distances[main].Select((distance, node) => (distance * CpuNodeCost) + ((cpus >> node & 1) != 0 ? 0L : 1L))];
        ulong chosen = Search(main, fewest, MostFree(main), costs, farthest);
        return Fits(chosen) ? chosen : chosen | mainSet;
    }

    // The nodes with the most free that do together with the main node.
    private int[] MostFree(int main)
    {
        _mostFree ??= FewestOfMostFree();
        int[] all = _mostFreeFirst[..(int)_mostFree];
        return all.Contains(main) ? [.. all.Where(node => node != main)]
            : Fits(SetOf(all[..^1]) | 1UL << main) ? all[..^1]
            : all;
    }

    // Each set of those with the most free contains the smaller ones, and that of all nodes does.
    private int FewestOfMostFree()
    {
        int fewest = 1;
        int most = _mostFreeFirst.Length;
        while (fewest < most)
        {
            int middle = (fewest + most) / 2;
            (fewest, most) = Fits(SetOf(_mostFreeFirst[..middle])) ? (fewest, middle) : (middle + 1, most);
        }

        return most;
    }

    private ulong Search(int main, int fewest, int[] known, long[] costs, int? farthest)
    {
        long cost = known.Sum(node => costs[node]);
        long least = costs.Where((_, node) => node != main).Order().Take(known.Length).Sum();
        long useful = farthest is { } far ? ((far + (fewest * _host.NearestOther) + 1L) * CpuNodeCost) - 1 : long.MaxValue;
        long leastOfFewest = costs.Where((_, node) => node != main).Order().Take(fewest).Sum();
        if ((known.Length == fewest && cost == least) || (farthest is not null && leastOfFewest > useful))
        {
            return SetOf(known);
        }

        var search = new CheapestNodes(
            _parts, _single, main, [.. _mostFreeFirst.Where(node => node != main).Select(node => (node, costs[node], Share(node)))],
            _budget.Part(MaxSteps));
        ulong? better = null;
        int most = farthest is null ? known.Length : fewest;
        for (int count = fewest; count <= most && better is null && !search.IsCutShort; count++)
        {
            long bound = count == known.Length ? cost : long.MaxValue;
            better = search.Find(count, useful < bound ? useful + 1 : bound);
        }

        IsCutShort = search.IsCutShort;
        return better ?? SetOf(known);
    }

    private bool Fits(ulong nodes)
    {
        foreach ((MemoryPool pool, long need) in _parts)
        {
            if (!pool.Fits(nodes, need, _budget))
            {
                return false;
            }
        }

        return true;
    }

    // Of what the machine needs, as much as the node has of the part that it has least of.
    private double Share(int node)
    {
        double share = 1;
        for (int part = 0; part < _parts.Length; part++)
        {
            share = Math.Min(share, (double)_single[part][node] / Math.Max(1, _parts[part].Need));
        }

        return share;
    }

    private static ulong SetOf(IEnumerable<int> nodes) => nodes.Aggregate(0UL, (set, node) => set | 1UL << node);
}
