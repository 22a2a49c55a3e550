using System.Numerics;

namespace LustreOperator.Placement;

/// <summary>A maximum flow from demands to at most 64 NUMA nodes, by shortest augmenting paths (Edmonds and Karp).</summary>
internal sealed class MemoryFlow
{
    // What of each demand lies on each node, one demand after the other.
    private readonly List<ulong> _masks = [];
    private readonly long[] _spare;
    private readonly ulong _all;
    private long[] _on = [];

    public MemoryFlow(IEnumerable<long> capacity)
    {
        _spare = [.. capacity.Select(room => Math.Max(room, 0))];
        _all = _spare.Length == 64 ? ulong.MaxValue : (1UL << _spare.Length) - 1;
    }

    /// <summary>Demands looked at so far, for a measure of the time it took.</summary>
    public long Work { get; private set; }

    /// <summary>Makes this one as the other, which has the same nodes.</summary>
    public void Become(MemoryFlow other)
    {
        other._spare.CopyTo(_spare, 0);
        _masks.Clear();
        _masks.AddRange(other._masks);
        int used = _masks.Count * _spare.Length;
        Grow(used);
        Array.Copy(other._on, _on, used);
        Work += used / 8;
    }

    /// <summary>Room on these nodes that nothing lies on, with the demands where they lie now.</summary>
    public long Spare(ulong nodes)
    {
        long sum = 0;
        for (; nodes != 0; nodes &= nodes - 1)
        {
            sum += _spare[BitOperations.TrailingZeroCount(nodes)];
        }

        return sum;
    }

    /// <summary>Adds a demand; returns how much of it finds room. Earlier demands may move, they never lose.</summary>
    public long Route(ulong nodes, long amount)
    {
        int demand = _masks.Count;
        int count = _spare.Length;
        _masks.Add(nodes);
        Grow((demand + 1) * count);
        Array.Clear(_on, demand * count, count);
        long left = amount;
        int[] from = new int[_spare.Length];
        int[] by = new int[_spare.Length];
        while (left > 0 && FindPath(demand, from, by) is int target && target >= 0)
        {
            long push = Math.Min(left, _spare[target]);
            for (int node = target; from[node] >= 0; node = from[node])
            {
                push = Math.Min(push, _on[(by[node] * count) + from[node]]);
            }

            _spare[target] -= push;
            left -= push;
            for (int node = target; node >= 0; node = from[node])
            {
                _on[(by[node] * count) + node] += push;
                if (from[node] >= 0)
                {
                    _on[(by[node] * count) + from[node]] -= push;
                }
            }
        }

        return amount - left;
    }

    // The nearest node with room: from[node] is the node before it on the path (-1: the first), by[node] the demand that moves there.
    private int FindPath(int demand, int[] from, int[] by)
    {
        ulong seen = 0;
        var queue = new Queue<int>(_spare.Length);
        if (Reach(_masks[demand], demand, -1) is int near and >= 0)
        {
            return near;
        }

        while (seen != _all && queue.TryDequeue(out int node))
        {
            Work += _masks.Count;
            for (int other = 0; other < _masks.Count; other++)
            {
                if ((_masks[other] & ~seen) != 0 && _on[(other * _spare.Length) + node] > 0
                    && Reach(_masks[other], other, node) is int found and >= 0)
                {
                    return found;
                }
            }
        }

        return -1;

        // The lowest of the nodes reached that has room; -1: none has.
        int Reach(ulong nodes, int mover, int before)
        {
            int roomy = -1;
            for (nodes &= ~seen; nodes != 0; nodes &= nodes - 1)
            {
                int node = BitOperations.TrailingZeroCount(nodes);
                seen |= 1UL << node;
                (from[node], by[node]) = (before, mover);
                queue.Enqueue(node);
                roomy = roomy < 0 && _spare[node] > 0 ? node : roomy;
            }

            return roomy;
        }
    }

    private void Grow(int length)
    {
        if (_on.Length < length)
        {
            Array.Resize(ref _on, Math.Max(length, _on.Length * 2));
        }
    }
}
