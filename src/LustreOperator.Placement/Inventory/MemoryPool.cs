using System.Numerics;

namespace LustreOperator.Placement;

/// <summary>
/// Memory of one kind over the NUMA nodes of a host: how much each node has, and how much is wanted from which set of nodes.
/// Whether more fits is exact: a maximum flow from the demands to the nodes, so memory bound to several nodes or to none may lie
/// on whichever of them has room. Immutable; what it keeps of what it has computed is the same whoever computes it, so several threads may ask at once.
/// </summary>
internal sealed class MemoryPool
{
    // So much work of a flow is one step of a search.
    private const int StepWork = 50;

    // So many flows for each node are quick.
    private const int FewFloating = 4;

    private readonly long[] _capacity;
    private readonly IReadOnlyList<MemoryDemand> _demands;
    private readonly long[] _boundToOne;
    private readonly Dictionary<ulong, long> _floating = [];

    // Whoever needs it takes it out; a second one at the same time makes another.
    private MemoryFlow? _scratch;

    public MemoryPool(long[] capacity, IReadOnlyList<MemoryDemand> demands)
    {
        _capacity = capacity;
        _demands = demands;
        _boundToOne = new long[capacity.Length];
        foreach (MemoryDemand demand in demands.Where(demand => demand.Nodes != 0))
        {
            if (BitOperations.IsPow2(demand.Nodes))
            {
                _boundToOne[BitOperations.Log2(demand.Nodes)] += demand.Amount;
            }
            else
            {
                // Demands on the same nodes are one demand.
                _floating[demand.Nodes] = _floating.GetValueOrDefault(demand.Nodes) + demand.Amount;
            }
        }
    }

    /// <summary>True if what can be had from a set of nodes is the sum of what can be had from each: nothing floats.</summary>
    public bool IsAdditive => _floating.Count == 0;

    /// <summary>How much more can be had from each node alone.</summary>
    public long[] Single => field ??= ReadSingle();

    /// <summary>Nodes of one class can change places: they have as much room, and the same demands may lie on them.</summary>
    public int[] Classes => field ??= ReadClasses();

    // With the floating demands where they found room.
    private MemoryFlow Flow => field ??= ReadFlow();

    public MemoryPool With(ulong nodes, long amount) =>
        nodes == 0 || amount == 0 ? this : new MemoryPool(_capacity, [.. _demands, new MemoryDemand(nodes, amount)]);

    public long Capacity(int node) => _capacity[node];

    /// <summary>No more can be had from that node; exact where little floats.</summary>
    public long RoomOn(int node) => Math.Max(0, _floating.Count <= FewFloating ? Single[node] : _capacity[node] - _boundToOne[node]);

    /// <summary>What is bound to that node alone.</summary>
    public long Bound(int node) => _boundToOne[node];

    /// <summary>What is bound to several nodes or to none.</summary>
    public long Floating() => _floating.Values.Sum();

    /// <summary>True if so much more can be had from these nodes without taking anything from those that have it.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="amount">In KiB or pages.</param>
    /// <param name="budget">Pays for a flow if one is needed.</param>
    public bool Fits(ulong nodes, long amount, SearchBudget? budget = null) =>
        Flow.Spare(nodes) >= amount || (!IsAdditive && MostFree(nodes, amount, budget) == amount);

    /// <summary>How much more can be had from these nodes, at most <paramref name="limit"/>.</summary>
    public long MostFree(ulong nodes, long limit, SearchBudget? budget = null)
    {
        if (IsAdditive)
        {
            return Math.Min(limit, Flow.Spare(nodes));
        }

        MemoryFlow scratch = Interlocked.Exchange(ref _scratch, null) ?? new MemoryFlow(_capacity);
        long before = scratch.Work;
        scratch.Become(Flow);
        long most = scratch.Route(nodes, limit);
        budget?.Spend(1 + ((scratch.Work - before) / StepWork));
        _scratch = scratch;
        return most;
    }

    private long[] ReadSingle() =>
        [.. Enumerable.Range(0, _capacity.Length).Select(node => IsAdditive ? Flow.Spare(1UL << node) : MostFree(1UL << node, long.MaxValue))];

    private MemoryFlow ReadFlow()
    {
        var flow = new MemoryFlow(_capacity.Zip(_boundToOne, (room, bound) => room - bound));
        foreach ((ulong nodes, long amount) in _floating)
        {
            flow.Route(nodes, amount);
        }

        return flow;
    }

    private int[] ReadClasses()
    {
        int[] classes = new int[_capacity.Length];
        for (int node = 0; node < classes.Length; node++)
        {
            long room = _capacity[node] - _boundToOne[node];
            classes[node] = Enumerable.Range(0, node).FirstOrDefault(
                other => _capacity[other] - _boundToOne[other] == room
                    && _floating.Keys.All(nodes => ((nodes >> node ^ nodes >> other) & 1) == 0),
                node);
        }

        return classes;
    }
}
