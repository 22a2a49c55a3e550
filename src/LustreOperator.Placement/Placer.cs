using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>Chooses hosts, CPUs, memory nodes and devices for machines. Pure: the same problem has the same answer.</summary>
public static class Placer
{
    /// <summary>All wishes, or none and the reasons. See README.md for the rules and the score.</summary>
    /// <param name="problem">What is there and what is wanted.</param>
    /// <param name="cancellationToken">Ends the search at once.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PlacementResult Place(PlacementProblem problem, CancellationToken cancellationToken = default)
    {
        // Machines that exist go nowhere else: only their hosts are read.
        bool isChange = problem.Wishes.All(wish => wish.Current is not null);
        HashSet<string> changed = [.. problem.Wishes.Select(wish => wish.Current?.Spec.Host).OfType<string>()];
        var ledger = PlacementLedger.Of(problem.Hosts, problem.Existing, host => !isChange || changed.Contains(host));
        return Place(ledger, problem.Request, cancellationToken);
    }

    /// <summary>The same, of a ledger that is there already.</summary>
    /// <param name="ledger">What is there.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the search at once.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PlacementResult Place(PlacementLedger ledger, PlacementRequest request, CancellationToken cancellationToken = default)
    {
        var demands = new List<Demand>(request.Wishes.Count);
        foreach (MachineWish wish in request.Wishes)
        {
            if (Demand.Read(request, wish, out string? fault) is not { } demand)
            {
                var machine = MachineIdentity.Of(wish);
                return new PlacementResult
                {
                    Failure = new PlacementFailure($"{machine.Short} cannot be placed: {fault}", wish.Name, [], SearchLimitReached: false),
                };
            }

            demands.Add(demand);
        }

        PlacementLedger asWished = request.Wishes.Select(wish => wish.Current).OfType<LustreMachine>()
            .Where(current => !ReferenceEquals(ledger.Machine(MachineIdentity.Of(current).Key), current))
            .Aggregate(ledger, (all, current) => all.WithMachine(current));
        var budget = new SearchBudget(cancellationToken);
        var greedy = new GreedySearch(asWished, request, demands, budget);
        int placed = greedy.Run();
        if (placed == demands.Count && greedy.PartnersTogether == 0)
        {
            return Result(demands, greedy.Chosen, null, []);
        }

        HostSlot[] slots = HostSlot.All(asWished, request);
        SetSearch? search = null;
        return Search(slots, greedy, placed, budget, ref search) is { } failure
            ? new PlacementResult { Failure = failure }
            : Result(demands, search!.Chosen, search, slots);
    }

    /// <summary>
    /// What placement thinks of each host for one machine, asked as if the machine were not there and all others of
    /// <see cref="PlacementProblem.Existing"/> were. The wishes of the problem are not looked at, and neither is <see cref="MachineWish.Current"/>.
    /// </summary>
    /// <param name="problem">What is there.</param>
    /// <param name="wish">The machine.</param>
    /// <param name="cancellationToken">Ends the search at once.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PlacementExplanation Explain(PlacementProblem problem, MachineWish wish, CancellationToken cancellationToken = default)
    {
        MachineWish alone = wish with { Current = null };
        PlacementRequest request = problem.Request with { Wishes = [] };
        if (Demand.Read(request, alone, out string? fault) is not { } demand)
        {
            return new PlacementExplanation(fault, []);
        }

        var ledger = PlacementLedger.Of(problem.Hosts, problem.Existing.Where(machine => MachineIdentity.Of(machine).Key != demand.Machine.Key));
        var budget = new SearchBudget(cancellationToken);
        return new PlacementExplanation(null, [.. HostSlot.All(ledger, request).Select(slot => Judge(slot, demand, budget))]);
    }

    private static PlacementResult Result(IReadOnlyList<Demand> demands, IReadOnlyList<SetPlacement?> chosen, SetSearch? search, HostSlot[] slots)
    {
        SetPlacement[] placements = [.. chosen.OfType<SetPlacement>()];
        Dictionary<Demand, SetPlacement> byDemand = placements.ToDictionary(placement => placement.Fit.Demand);
        return new PlacementResult
        {
            Assignments = [.. demands.Select(demand => Assign(byDemand[demand]))],
            Notes = PlacementNotes.Of(placements, search, slots),
            SearchLimitReached = search?.LimitReached == true || placements.Any(placement => placement.Fit.IsCutShort),
        };
    }

    private static HostVerdict Judge(HostSlot slot, Demand demand, SearchBudget budget)
    {
        budget.ThrowIfCancelled();
        HostRejection? rejection = HostAdmission.Reject(slot, slot.State, demand) ?? HostReasons.Explain(slot.State!, demand);
        SetPlacement? place = rejection is null && Fitter.Best(slot.State!, demand, budget) is { } fit
            ? new SetPlacement(slot, fit, HostScore.Of(slot.State!, fit))
            : null;
        return new HostVerdict
        {
            Host = slot.Name,
            Rejection = rejection,
            Place = place is null ? null : Assign(place),
            Score = place?.Score,
            Machine = demand.Machine,
        };
    }

    // Leaves the placement in the search.
    private static PlacementFailure? Search(HostSlot[] slots, GreedySearch greedy, int placed, SearchBudget budget, ref SetSearch? search)
    {
        Demand? stuck = placed < greedy.Demands.Count ? greedy.Demands[placed] : null;
        string? shortage = stuck is null ? null : Supply.Shortage(slots, greedy.Demands);
        if (stuck is not null && Explain(slots, slots.Select(slot => slot.State), stuck, 0, searchLimitReached: false, shortage, budget) is { } alone)
        {
            return alone;
        }

        search = new SetSearch(slots, greedy, budget);
        if (stuck is not null && (shortage is not null || !search.Exhaustive()))
        {
            return Explain(slots, slots.Select(greedy.StateOf), stuck, placed, search.LimitReached, shortage, budget);
        }

        search.SeparatePartners();
        return null;
    }

    // Null if a host fits.
    private static PlacementFailure? Explain(
        HostSlot[] slots, IEnumerable<HostState?> states, Demand demand, int placedBefore, bool searchLimitReached, string? shortage, SearchBudget budget)
    {
        HostRejection?[] reasons =
        [
            .. slots.Zip(states).Where(pair => demand.Current is null || pair.First.Name == demand.Current.Spec.Host).Select(pair =>
            {
                budget.ThrowIfCancelled();
                return HostAdmission.Reject(pair.First, pair.Second, demand)
                    ?? HostReasons.Explain(demand.Current is null ? pair.Second! : pair.Second!.Without(demand.Machine), demand);
            }),
        ];
        HostRejection[] rejections = [.. reasons.OfType<HostRejection>()];
        return rejections.Length < reasons.Length ? null
            : new PlacementFailure(
                FailureText.NoHostFits(demand, placedBefore, rejections, searchLimitReached, shortage),
                demand.Machine.Name, rejections, searchLimitReached);
    }

    private static MachineAssignment Assign(SetPlacement placement)
    {
        HostModel host = placement.Slot.State!.Host;
        Fit fit = placement.Fit;
        int[] own = fit.Emulator >= 0 ? [.. fit.Vcpus, fit.Emulator] : fit.Vcpus;
        string shared = host.FormatCpus(fit.Shared.Members());
        (int remote, int all) = FitBuilder.CountParts(host, fit);
        ulong nodes = own.Concat(fit.Shared.Members()).Select(cpu => host.CpuNode[cpu])
            .Concat(fit.Devices.Select(device => host.Devices[device].Node).Where(node => node >= 0))
            .Aggregate(fit.MemoryNodes, (set, node) => set | 1UL << node);
        return new MachineAssignment
        {
            Namespace = fit.Demand.Machine.Namespace,
            MachineName = fit.Demand.Machine.Name,
            Host = host.Name,
            NumaNodes = host.FormatNodes(nodes),
            VcpuPins =
            [
                .. Enumerable.Range(0, fit.Demand.Vcpus).Select(vcpu => new VcpuPin
                {
                    Vcpu = vcpu,
                    Cpus = fit.Demand.Dedicated ? host.FormatCpus([fit.Vcpus[vcpu]]) : shared,
                }),
            ],
            EmulatorCpus = !fit.Demand.Dedicated ? shared : host.FormatCpus(fit.Emulator >= 0 ? [fit.Emulator] : fit.Vcpus),
            MemoryNodes = fit.MemoryNodes == 0 ? null : host.FormatNodes(fit.MemoryNodes),
            Devices = fit.Demand.Devices.Select((request, i) => (request.Network, host.Devices[fit.Devices[i]].Address))
                .ToDictionary(item => item.Network, item => item.Address, StringComparer.Ordinal),
            LocalityPercent = 100 * (all - remote) / all,
        };
    }
}
