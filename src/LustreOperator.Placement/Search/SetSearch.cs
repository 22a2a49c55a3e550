namespace LustreOperator.Placement;

/// <summary>
/// Looks for an arrangement of a set of machines on all hosts that goes back on its choices: where <see cref="GreedySearch"/> fails, or leaves failover
/// partners on one host. It tries only what differs: not the same machines, the same empty hosts or the same devices in another order.
/// The searches of one set share a <see cref="SearchBudget"/>.
/// </summary>
internal sealed class SetSearch
{
    // Steps of a machine put on a host: what is free there is counted anew.
    private const int PutSteps = 50;

    private readonly HostSlot[] _slots;
    private readonly Demand[] _demands;
    private readonly HostState?[] _states;
    private readonly SetPlacement?[] _chosen;

    // The best fit of a group's new machines on each host, and the state that it is of: it is the same until the host changes.
    private readonly Dictionary<string, (HostState? State, Fit? Fit)[]> _bestOfGroup = new(StringComparer.Ordinal);
    private readonly SearchBudget _budget;

    // Of the search that is under way.
    private SearchBudget _current;

    /// <summary>On all hosts, from where the greedy search ended.</summary>
    public SetSearch(HostSlot[] slots, GreedySearch greedy, SearchBudget budget)
    {
        _slots = slots;
        (_budget, _current) = (budget, budget);
        _demands = [.. greedy.Demands];
        _states = [.. slots.Select(greedy.StateOf)];
        Dictionary<string, HostSlot> byName = slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
        _chosen = [.. greedy.Chosen.Select(placement => placement is null ? null : placement with { Slot = byName[placement.Slot.Name] })];
        PartnersTogether = greedy.PartnersTogether;
    }

    /// <summary>True if an exhaustive search ended before it had tried everything: there may be an arrangement that it did not find.</summary>
    public bool LimitReached { get; private set; }

    /// <summary>The hosts as they are with what is placed now, in the order of the slots.</summary>
    public IReadOnlyList<HostState?> States => _states;

    /// <summary>What is placed now, in the order of <see cref="GreedySearch.Demands"/>; null: not placed.</summary>
    public IReadOnlyList<SetPlacement?> Chosen => _chosen;

    /// <summary>Pairs of failover partners on one host, of which at least one was placed now.</summary>
    public int PartnersTogether { get; private set; }

    /// <summary>Looks for any way to place them all.</summary>
    public bool Exhaustive() => Exhaustive(int.MaxValue, _budget);

    /// <summary>Replaces a complete placement by one with the fewest pairs of failover partners
    /// on one host, if there is one with fewer.</summary>
    public void SeparatePartners()
    {
        HostState?[] states = [.. _states];
        SetPlacement?[] chosen = [.. _chosen];
        int together = PartnersTogether;
        for (int fewer = 0; fewer < together; fewer++)
        {
            // Half of what is left, so that something is left for the next.
            if (Exhaustive(fewer, _budget.Half()))
            {
                return;
            }
        }

        states.CopyTo(_states, 0);
        chosen.CopyTo(_chosen, 0);
        PartnersTogether = together;
    }

    /// <summary>The best place of a machine on a host as it is now, or null.</summary>
    private Fit? BestFit(int host, HostState state, Demand demand)
    {
        if (demand.Current is not null)
        {
            return Fresh(state, demand);
        }

        if (!_bestOfGroup.TryGetValue(demand.Machine.Group, out (HostState? State, Fit? Fit)[]? known))
        {
            _bestOfGroup[demand.Machine.Group] = known = new (HostState?, Fit?)[_slots.Length];
        }

        if (known[host].State != state)
        {
            known[host] = (state, Fresh(state, demand));
        }

        return known[host].Fit is { } fit ? fit with { Demand = demand } : null;
    }

    private Fit? Fresh(HostState state, Demand demand)
    {
        _current.Spend(state.Host.FitSteps);
        return Fitter.Best(state, demand, _current);
    }

    // Without recursion: a set may be thousands of machines, and the stack is not that deep.
    private bool Exhaustive(int partnersTogether, SearchBudget budget)
    {
        Reset();
        _current = budget;
        var levels = new Stack<IEnumerator<Fit>>();
        do
        {
            if (levels.Count == _demands.Length)
            {
                return true;
            }

            levels.Push(Tries(levels.Count, partnersTogether, budget).GetEnumerator());
            while (levels.Count > 0 && (budget.IsSpent || !levels.Peek().MoveNext()))
            {
                levels.Pop().Dispose();
            }
        }
        while (levels.Count > 0);

        LimitReached |= budget.IsSpent;
        return false;
    }

    // Puts the machine on one place after the other, and takes it back before the next.
    private IEnumerable<Fit> Tries(int i, int partnersTogether, SearchBudget budget)
    {
        var classesTried = new HashSet<string>(StringComparer.Ordinal);
        int lowest = LowestHost(i, partnersTogether);
        SetPlacement[] places =
        [
            .. Hosts(i).Where(host => host >= lowest && (!Untouched(host) || classesTried.Add(_slots[host].Class)))
                .Select(host => budget.Spend() ? Best(host, _demands[i]) : null).OfType<SetPlacement>()
                .Where(placement => PartnersTogether + placement.Score.PartnerThere <= partnersTogether)
                .OrderBy(placement => placement.Score.Order).ThenBy(placement => placement.Slot.Position),
        ];
        foreach (SetPlacement placement in places)
        {
            HostState before = _states[placement.Slot.Position]!;
            int together = PartnersTogether;
            foreach (Fit fit in Fitter.All(Others(before, _demands[i]), _demands[i], placement.Fit, budget))
            {
                if (!budget.Spend(PutSteps))
                {
                    yield break;
                }

                Put(i, placement with { Fit = fit });
                yield return fit;
                _states[placement.Slot.Position] = before;
                _chosen[i] = null;
                PartnersTogether = together;
            }
        }
    }

    // Hosts on which the machine may be, but for what is free there. A machine that exists stays where it is, cordoned or not.
    private IEnumerable<int> Hosts(int i) => Enumerable.Range(0, _slots.Length)
        .Where(host => (_demands[i].Current is null || _slots[host].Name == _demands[i].Current!.Spec.Host)
            && HostAdmission.Reject(_slots[host], _states[host], _demands[i]) is null);

    // Machines of one group can change places, so only those orders of hosts are tried that do not descend. With a limit on partners on
    // one host it matters which machine is where.
    private int LowestHost(int i, int partnersTogether)
    {
        if (partnersTogether != int.MaxValue && _demands[i].IsServer)
        {
            return 0;
        }

        int before = Array.FindLastIndex(_demands, Math.Max(i - 1, 0), demand => demand != _demands[i] && demand.SameShape(_demands[i]));
        return before >= 0 ? _chosen[before]!.Slot.Position : 0;
    }

    private bool Untouched(int host) => _states[host]!.Holdings.Count == 0;

    private SetPlacement? Best(int host, Demand demand)
    {
        HostState others = Others(_states[host]!, demand);
        return BestFit(host, others, demand) is { } fit ? new SetPlacement(_slots[host], fit, HostScore.Of(others, fit)) : null;
    }

    private static HostState Others(HostState state, Demand demand) => demand.Current is null ? state : state.Without(demand.Machine);

    private void Put(int i, SetPlacement placement)
    {
        _states[placement.Slot.Position] = _states[placement.Slot.Position]!.With(placement.Fit.ToHolding(_states[placement.Slot.Position]!.Host));
        _chosen[i] = placement;
        PartnersTogether += placement.Score.PartnerThere;
    }

    private void Reset()
    {
        for (int host = 0; host < _slots.Length; host++)
        {
            _states[host] = _slots[host].State;
        }

        Array.Clear(_chosen);
        PartnersTogether = 0;
    }
}
