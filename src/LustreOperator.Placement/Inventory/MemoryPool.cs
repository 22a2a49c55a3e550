using System.Numerics;

namespace LustreOperator.Placement;

/// <summary>
/// Memory of one kind over the NUMA nodes of a host: how much each node has, and how much is wanted from which set of nodes.
/// Whether more fits is exact: a maximum flow from the demands to the nodes, so memory bound to several nodes or to none may lie
/// on whichever of them has room.
/// </summary>
internal sealed class MemoryPool
{
    private readonly long[] _capacity;
    private readonly IReadOnlyList<MemoryDemand> _demands;
    private readonly long[] _boundToOne;
    private readonly bool _onlySingleNodes;

    public MemoryPool(long[] capacity, IReadOnlyList<MemoryDemand> demands)
    {
        _capacity = capacity;
        _demands = demands;
        _boundToOne = new long[capacity.Length];
        _onlySingleNodes = true;
        foreach (MemoryDemand demand in demands)
        {
            if (BitOperations.IsPow2(demand.Nodes))
            {
                _boundToOne[BitOperations.Log2(demand.Nodes)] += demand.Amount;
            }
            else
            {
                _onlySingleNodes = false;
            }
        }
    }

    public MemoryPool With(ulong nodes, long amount) =>
        nodes == 0 || amount == 0 ? this : new MemoryPool(_capacity, [.. _demands, new MemoryDemand(nodes, amount)]);

    public long Capacity(int node) => _capacity[node];

    /// <summary>What is bound to that node alone.</summary>
    public long Bound(int node) => _boundToOne[node];

    /// <summary>What is bound to several nodes or to none.</summary>
    public long Floating() => _demands.Where(demand => !BitOperations.IsPow2(demand.Nodes)).Sum(demand => demand.Amount);

    /// <summary>True if so much more can be had from these nodes without taking anything from those that have it.</summary>
    public bool Fits(ulong nodes, long amount)
    {
        if (_onlySingleNodes && BitOperations.IsPow2(nodes))
        {
            int node = BitOperations.Log2(nodes);
            return amount <= _capacity[node] - _boundToOne[node];
        }

        return MostFree(nodes, amount) == amount;
    }

    /// <summary>How much more can be had from these nodes, at most <paramref name="limit"/>.</summary>
    public long MostFree(ulong nodes, long limit)
    {
        var flow = new MemoryFlow(_capacity);
        foreach (MemoryDemand demand in _demands)
        {
            flow.Route(demand.Nodes, demand.Amount);
        }

        return flow.Route(nodes, limit);
    }
}
