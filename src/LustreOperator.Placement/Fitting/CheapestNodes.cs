namespace LustreOperator.Placement;

/// <summary>
/// Looks for the nodes beside a main one that hold a machine's memory at the least cost: branch and bound over the nodes, the cheapest first;
/// of nodes that can change places only the first ones.
/// </summary>
internal sealed class CheapestNodes
{
    private readonly (MemoryPool Pool, long Need)[] _parts;
    private readonly long[][] _single;
    private readonly SearchBudget _budget;
    private readonly int _main;
    private readonly int[] _order;
    private readonly int[] _next;
    private readonly long[] _costTo;
    private readonly long[][][] _most;
    private long _bestCost;
    private ulong? _best;

    /// <summary>For one machine, one host and one main node.</summary>
    /// <param name="parts">What is needed of which pool.</param>
    /// <param name="single">What each node has for each part.</param>
    /// <param name="main">The main node.</param>
    /// <param name="others">The other nodes, what each costs, and how much of the need it has.</param>
    /// <param name="budget">For this main node.</param>
    public CheapestNodes(
        (MemoryPool Pool, long Need)[] parts, long[][] single, int main, (int Node, long Cost, double Share)[] others, SearchBudget budget)
    {
        (_parts, _single, _main, _budget) = (parts, single, main, budget);
        int[][] classes = [.. parts.Select(part => part.Pool.Classes)];
        (int Node, long Cost, double Share)[] sorted =
        [
            .. others.OrderBy(other => other.Cost).ThenByDescending(other => other.Share)
                .ThenBy(other => classes[0][other.Node]).ThenBy(other => classes[^1][other.Node]).ThenBy(other => other.Node),
        ];
        int count = sorted.Length;
        _order = [.. sorted.Select(other => other.Node)];
        _next = new int[count];
        _costTo = new long[count + 1];
        for (int i = count - 1; i >= 0; i--)
        {
            bool isAlike = i + 1 < count && sorted[i].Cost == sorted[i + 1].Cost
                && classes.All(of => of[_order[i]] == of[_order[i + 1]]);
            _next[i] = isAlike ? _next[i + 1] : i + 1;
        }

        for (int i = 0; i < count; i++)
        {
            _costTo[i + 1] = _costTo[i] + sorted[i].Cost;
        }

        _most = [.. single.Select(room => MostOf([.. _order.Select(node => room[node])]))];
    }

    public bool IsCutShort => _budget.IsSpent;

    /// <summary>The set of so many nodes of the least cost, if there is one that costs less than that.</summary>
    public ulong? Find(int count, long cheaperThan)
    {
        (_best, _bestCost) = (null, cheaperThan);
        Extend(0, count, 0, 0, [.. _single.Select(room => room[_main])]);
        return _best;
    }

    // Each choice is a step.
    private void Extend(int first, int left, ulong chosen, long cost, long[] room)
    {
        if (left == 0)
        {
            if (Fits(chosen, room))
            {
                (_best, _bestCost) = (chosen, cost);
            }

            return;
        }

        for (int i = first; i + left <= _order.Length; i = _next[i])
        {
            // What follows is neither cheaper nor has more.
            if (cost + _costTo[i + left] - _costTo[i] >= _bestCost || !MayFit(i, left, room) || !_budget.Spend())
            {
                return;
            }

            int node = _order[i];
            long[] with = new long[room.Length];
            for (int part = 0; part < with.Length; part++)
            {
                with[part] = room[part] + _single[part][node];
            }

            Extend(i + 1, left - 1, chosen | 1UL << node, cost + _costTo[i + 1] - _costTo[i], with);
        }
    }

    private bool MayFit(int first, int left, long[] room)
    {
        for (int part = 0; part < room.Length; part++)
        {
            if (room[part] + _most[part][first][left] < _parts[part].Need)
            {
                return false;
            }
        }

        return true;
    }

    private bool Fits(ulong chosen, long[] room)
    {
        ulong nodes = chosen | 1UL << _main;
        for (int part = 0; part < room.Length; part++)
        {
            (MemoryPool pool, long need) = _parts[part];
            if (room[part] < need || (!pool.IsAdditive && !pool.Fits(nodes, need, _budget)))
            {
                return false;
            }
        }

        return true;
    }

    // [first][count]: the most that so many of the nodes from the first on have together.
    private static long[][] MostOf(long[] room)
    {
        long[][] most = new long[room.Length + 1][];
        most[room.Length] = [0];
        List<long> descending = new(room.Length);
        for (int first = room.Length - 1; first >= 0; first--)
        {
            int at = descending.FindIndex(other => other < room[first]);
            descending.Insert(at < 0 ? descending.Count : at, room[first]);
            long[] sums = new long[descending.Count + 1];
            for (int count = 0; count < descending.Count; count++)
            {
                sums[count + 1] = sums[count] + descending[count];
            }

            most[first] = sums;
        }

        return most;
    }
}
