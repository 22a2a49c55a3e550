namespace LustreOperator.Placement;

/// <summary>A maximum flow from demands to NUMA nodes, by shortest augmenting paths (Edmonds and Karp).</summary>
internal sealed class MemoryFlow(long[] capacity)
{
    private readonly long[] _spare = [.. capacity.Select(room => Math.Max(room, 0))];
    private readonly List<(ulong Nodes, long[] On)> _routed = [];

    /// <summary>Adds a demand; returns how much of it finds room. Earlier demands may move, they never lose.</summary>
    public long Route(ulong nodes, long amount)
    {
        _routed.Add((nodes, new long[_spare.Length]));
        long left = amount;
        int[] from = new int[_spare.Length];
        int[] by = new int[_spare.Length];
        while (left > 0 && FindPath(_routed.Count - 1, from, by) is int target && target >= 0)
        {
            long push = Math.Min(left, _spare[target]);
            for (int node = target; from[node] >= 0; node = from[node])
            {
                push = Math.Min(push, _routed[by[node]].On[from[node]]);
            }

            _spare[target] -= push;
            left -= push;
            for (int node = target; node >= 0; node = from[node])
            {
                _routed[by[node]].On[node] += push;
                if (from[node] >= 0)
                {
                    _routed[by[node]].On[from[node]] -= push;
                }
            }
        }

        return amount - left;
    }

    // The nearest node with room: from[node] is the node before it on the path (-1: the first), by[node] the demand that moves there.
    private int FindPath(int demand, int[] from, int[] by)
    {
        var queue = new Queue<int>();
        Array.Fill(by, -1);
        Reach(_routed[demand].Nodes, demand, -1);
        while (queue.TryDequeue(out int node))
        {
            if (_spare[node] > 0)
            {
                return node;
            }

            for (int other = 0; other < _routed.Count; other++)
            {
                if (_routed[other].On[node] > 0)
                {
                    Reach(_routed[other].Nodes, other, node);
                }
            }
        }

        return -1;

        void Reach(ulong nodes, int mover, int before)
        {
            for (int node = 0; node < by.Length; node++)
            {
                if ((nodes >> node & 1) != 0 && by[node] < 0)
                {
                    (from[node], by[node]) = (before, mover);
                    queue.Enqueue(node);
                }
            }
        }
    }
}
