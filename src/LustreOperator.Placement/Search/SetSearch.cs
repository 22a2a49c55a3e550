namespace LustreOperator.Placement;

/// <summary>
/// Places a set of machines together. Greedy first, the hardest machine first; where that fails, or leaves failover partners on one host,
/// an exhaustive search that goes back on its choices. It tries only what differs: not the same machines, the same empty hosts or the same
/// devices in another order.
/// </summary>
internal sealed class SetSearch
{
    /// <summary>Places that the exhaustive search looks at before it gives up.</summary>
    public const int MaxSteps = 50_000;

    private readonly HostSlot[] _slots;
    private readonly Demand[] _demands;
    private readonly HostState?[] _states;
    private readonly SetPlacement?[] _chosen;

    // The best fit of a group's new machines on each host, and the state that it is of: it is the same until the host changes.
    private readonly Dictionary<string, (HostState? State, Fit? Fit)[]> _bestOfGroup = new(StringComparer.Ordinal);
    private int _steps;

    public SetSearch(HostSlot[] slots, IEnumerable<Demand> demands)
    {
        _slots = slots;
        _demands =
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
        _states = new HostState?[slots.Length];
        _chosen = new SetPlacement?[_demands.Length];
        Reset();
    }

    /// <summary>True if the last search stopped at <see cref="MaxSteps"/>.</summary>
    public bool LimitReached => _steps > MaxSteps;

    /// <summary>The machines, in the order in which they are placed.</summary>
    public IReadOnlyList<Demand> Demands => _demands;

    /// <summary>The hosts as they are with what is placed now, in the order of the slots.</summary>
    public IReadOnlyList<HostState?> States => _states;

    /// <summary>What is placed now, in the order of <see cref="Demands"/>; null: not placed.</summary>
    public IReadOnlyList<SetPlacement?> Chosen => _chosen;

    /// <summary>Pairs of failover partners on one host, of which at least one was placed now.</summary>
    public int PartnersTogether { get; private set; }

    /// <summary>Puts each machine on the best host; returns how many found one before the first that did not.</summary>
    public int Greedy()
    {
        Reset();
        for (int i = 0; i < _demands.Length; i++)
        {
            SetPlacement? best = Hosts(i).Select(host => Best(host, _demands[i])).OfType<SetPlacement>().MinBy(placement => placement.Score.Order);
            if (best is null)
            {
                return i;
            }

            Put(i, best);
        }

        return _demands.Length;
    }

    /// <summary>Looks for any way to place them all with at most so many pairs of partners together.</summary>
    public bool Exhaustive(int partnersTogether)
    {
        Reset();
        _steps = 0;
        return Place(0, partnersTogether);
    }

    /// <summary>Replaces a complete placement by one with the fewest pairs of failover partners on one host, if there is one with fewer.</summary>
    public void SeparatePartners()
    {
        HostState?[] states = [.. _states];
        SetPlacement?[] chosen = [.. _chosen];
        int together = PartnersTogether;
        for (int fewer = 0; fewer < together; fewer++)
        {
            if (Exhaustive(fewer))
            {
                return;
            }
        }

        states.CopyTo(_states, 0);
        chosen.CopyTo(_chosen, 0);
        PartnersTogether = together;
    }

    private bool Place(int i, int partnersTogether)
    {
        if (i == _demands.Length)
        {
            return true;
        }

        var classesTried = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<SetPlacement> best = Hosts(i)
            .Where(host => host >= LowestHost(i, partnersTogether) && (!Untouched(host) || classesTried.Add(_slots[host].Class)))
            .Select(host => Step() ? Best(host, _demands[i]) : null).OfType<SetPlacement>()
            .Where(placement => PartnersTogether + placement.Score.PartnerThere <= partnersTogether)
            .OrderBy(placement => placement.Score.Order).ThenBy(placement => placement.Host);
        foreach (SetPlacement placement in best.ToArray())
        {
            HostState before = _states[placement.Host]!;
            int together = PartnersTogether;
            foreach (Fit fit in Fitter.All(Others(before, _demands[i]), _demands[i]))
            {
                if (!Step())
                {
                    return false;
                }

                Put(i, placement with { Fit = fit });
                if (Place(i + 1, partnersTogether))
                {
                    return true;
                }

                _states[placement.Host] = before;
                _chosen[i] = null;
                PartnersTogether = together;
            }
        }

        return false;
    }

    private bool Step() => ++_steps <= MaxSteps;

    // Hosts on which the machine may be, but for what is free there. A machine that exists stays where it is, cordoned or not.
    private IEnumerable<int> Hosts(int i) => Enumerable.Range(0, _slots.Length)
        .Where(host => HostAdmission.Reject(_slots[host], _states[host], _demands[i]) is null
            && (_demands[i].Current is null || _slots[host].Name == _demands[i].Current!.Spec.Host));

    // Machines of one group can change places, so only those orders of hosts are tried that do not descend. With a limit on partners on
    // one host it matters which machine is where.
    private int LowestHost(int i, int partnersTogether)
    {
        if (partnersTogether != int.MaxValue && _demands[i].HasPartner)
        {
            return 0;
        }

        int before = Array.FindLastIndex(_demands, Math.Max(i - 1, 0), demand => demand != _demands[i] && demand.SameShape(_demands[i]));
        return before >= 0 ? _chosen[before]!.Host : 0;
    }

    private bool Untouched(int host) => _states[host]!.Holdings.Count == 0;

    private SetPlacement? Best(int host, Demand demand)
    {
        HostState others = Others(_states[host]!, demand);
        return BestFit(host, others, demand) is { } fit ? new SetPlacement(host, fit, HostScore.Of(others, fit)) : null;
    }

    private Fit? BestFit(int host, HostState state, Demand demand)
    {
        if (demand.Current is not null)
        {
            return Fitter.Best(state, demand);
        }

        if (!_bestOfGroup.TryGetValue(demand.Machine.Group, out (HostState? State, Fit? Fit)[]? known))
        {
            _bestOfGroup[demand.Machine.Group] = known = new (HostState?, Fit?)[_slots.Length];
        }

        if (known[host].State != state)
        {
            known[host] = (state, Fitter.Best(state, demand));
        }

        return known[host].Fit is { } fit ? fit with { Demand = demand } : null;
    }

    private static HostState Others(HostState state, Demand demand) => demand.Current is null ? state : state.Without(demand.Machine.Key);

    private void Put(int i, SetPlacement placement)
    {
        _states[placement.Host] = _states[placement.Host]!.With(placement.Fit.ToHolding(_states[placement.Host]!.Host));
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
