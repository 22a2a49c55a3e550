namespace LustreOperator.Placement;

/// <summary>
/// Puts the machines of a set on the best host, one after the other, the hardest first. It looks at few hosts of many (<see cref="CandidateQueue"/>).
/// </summary>
internal sealed class GreedySearch
{
    private readonly PlacementLedger _ledger;
    private readonly PlacementRequest _request;
    private readonly SearchBudget _budget;
    private readonly SetPlacement?[] _chosen;
    private readonly Dictionary<string, HostState> _changed = new(StringComparer.Ordinal);
    private readonly List<string> _changes = [];
    private readonly Dictionary<string, CandidateQueue> _queues = new(StringComparer.Ordinal);

    public GreedySearch(PlacementLedger ledger, PlacementRequest request, IEnumerable<Demand> demands, SearchBudget budget)
    {
        (_ledger, _request, _budget) = (ledger, request, budget);
        Demands =
        [
            .. demands.OrderByDescending(demand => demand.Current is not null)
                // After dedicated CPUs are given, a machine that shares takes what is left; the other way round it would block them.
                .ThenByDescending(demand => demand.Dedicated)
                .ThenByDescending(demand => demand.Devices.Count)
                .ThenByDescending(demand => demand.CpuCount)
                .ThenByDescending(demand => demand.MemoryKiB)
                .ThenBy(demand => demand.Machine.Group, StringComparer.Ordinal)
                .ThenBy(demand => demand.Machine.Index)
                .ThenBy(demand => demand.Machine.Key, StringComparer.Ordinal),
        ];
        _chosen = new SetPlacement?[Demands.Count];
    }

    /// <summary>The machines, in the order in which they are placed.</summary>
    public IReadOnlyList<Demand> Demands { get; }

    /// <summary>What is placed, in the order of <see cref="Demands"/>; null: not placed.</summary>
    public IReadOnlyList<SetPlacement?> Chosen => _chosen;

    /// <summary>Pairs of failover partners on one host, of which at least one was placed now.</summary>
    public int PartnersTogether { get; private set; }

    /// <summary>A host as it is with what is placed now.</summary>
    public HostState? StateOf(HostSlot slot) => _changed.TryGetValue(slot.Name, out HostState? state) ? state : slot.State;

    /// <summary>Returns how many machines found a host before the first that did not.</summary>
    public int Run()
    {
        for (int i = 0; i < Demands.Count; i++)
        {
            _budget.ThrowIfCancelled();
            if (Best(Demands[i]) is not { } best)
            {
                return i;
            }

            HostState after = StateOf(best.Slot)!.With(best.Fit.ToHolding(best.Slot.State!.Host));
            _changed[best.Slot.Name] = after;
            _changes.Add(best.Slot.Name);
            _chosen[i] = best;
            PartnersTogether += best.Score.PartnerThere;
        }

        return Demands.Count;
    }

    private SetPlacement? Best(Demand demand)
    {
        // A machine that exists stays where it is; one whose volumes are on few hosts goes to one of them.
        if (demand.Current is { } current)
        {
            return Best([current.Spec.Host], demand);
        }

        if (demand.Hosts is { } hosts)
        {
            return Best(hosts.Distinct().Order(StringComparer.Ordinal), demand);
        }

        if (!_queues.TryGetValue(demand.Machine.Group, out CandidateQueue? queue))
        {
            _queues[demand.Machine.Group] = queue = new CandidateQueue(_ledger, _request, demand, _changed, _changes, _budget);
        }

        return queue.Take(demand);
    }

    private SetPlacement? Best(IEnumerable<string> hosts, Demand demand) =>
        hosts.Select(host => HostSlot.Of(_ledger, _request, host) is { } slot && HostAdmission.Reject(slot, StateOf(slot), demand) is null
                ? Best(slot, demand)
                : null)
            .OfType<SetPlacement>().MinBy(placement => placement.Score.Order);

    private SetPlacement? Best(HostSlot slot, Demand demand)
    {
        HostState others = demand.Current is null ? StateOf(slot)! : StateOf(slot)!.Without(demand.Machine);
        return Fitter.Best(others, demand, _budget) is { } fit ? new SetPlacement(slot, fit, HostScore.Of(others, fit)) : null;
    }
}
