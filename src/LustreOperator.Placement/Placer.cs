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
        var demands = new List<Demand>(problem.Wishes.Count);
        foreach (MachineWish wish in problem.Wishes)
        {
            if (Demand.Read(problem, wish, out string? fault) is not { } demand)
            {
                var machine = MachineIdentity.Of(wish);
                return new PlacementResult
                {
                    Failure = new PlacementFailure($"{machine.Short} cannot be placed: {fault}", wish.Name, [], SearchLimitReached: false),
                };
            }

            demands.Add(demand);
        }

        HostSlot[] slots = HostSlot.Read(problem, cancellationToken);
        var budget = new SearchBudget(cancellationToken);
        var search = new SetSearch(slots, demands, budget);
        if (Search(slots, search) is { } failure)
        {
            return new PlacementResult { Failure = failure };
        }

        Dictionary<Demand, SetPlacement> chosen = search.Chosen.OfType<SetPlacement>().ToDictionary(placement => placement.Fit.Demand);
        return new PlacementResult
        {
            Assignments = [.. demands.Select(demand => Assign(slots, chosen[demand]))],
            Notes = PlacementNotes.Of(slots, search),
            SearchLimitReached = search.LimitReached || chosen.Values.Any(placement => placement.Fit.IsCutShort),
        };
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
        if (Demand.Read(problem, alone, out string? fault) is not { } demand)
        {
            return new PlacementExplanation(fault, []);
        }

        HostSlot[] slots = HostSlot.Read(problem with
        {
            Existing = [.. problem.Existing.Where(machine => MachineIdentity.Of(machine).Key != demand.Machine.Key)],
            Wishes = [],
        }, cancellationToken);
        var budget = new SearchBudget(cancellationToken);
        return new PlacementExplanation(null, [.. slots.Select((slot, host) => Judge(slots, slot, host, demand, budget))]);
    }

    private static HostVerdict Judge(HostSlot[] slots, HostSlot slot, int host, Demand demand, SearchBudget budget)
    {
        HostRejection? rejection = HostAdmission.Reject(slot, slot.State, demand) ?? HostReasons.Explain(slot.State!, demand);
        SetPlacement? place = rejection is null && Fitter.Best(slot.State!, demand, budget) is { } fit
            ? new SetPlacement(host, fit, HostScore.Of(slot.State!, fit))
            : null;
        return new HostVerdict
        {
            Host = slot.Name,
            Rejection = rejection,
            Place = place is null ? null : Assign(slots, place),
            Score = place?.Score,
            Machine = demand.Machine,
        };
    }

    // Leaves the placement in the search.
    private static PlacementFailure? Search(HostSlot[] slots, SetSearch search)
    {
        int placed = search.Greedy();
        if (placed < search.Demands.Count)
        {
            Demand stuck = search.Demands[placed];
            if (Explain(slots, slots.Select(slot => slot.State), stuck, 0, searchLimitReached: false) is { } alone)
            {
                return alone;
            }

            HostState?[] beside = [.. search.States];
            if (!search.Exhaustive())
            {
                return Explain(slots, beside, stuck, placed, search.LimitReached);
            }
        }

        search.SeparatePartners();
        return null;
    }

    // Null if a host fits.
    private static PlacementFailure? Explain(
        HostSlot[] slots, IEnumerable<HostState?> states, Demand demand, int placedBefore, bool searchLimitReached)
    {
        HostRejection?[] reasons =
        [
            .. slots.Zip(states).Where(pair => demand.Current is null || pair.First.Name == demand.Current.Spec.Host).Select(pair =>
                HostAdmission.Reject(pair.First, pair.Second, demand)
                ?? HostReasons.Explain(demand.Current is null ? pair.Second! : pair.Second!.Without(demand.Machine.Key), demand)),
        ];
        HostRejection[] rejections = [.. reasons.OfType<HostRejection>()];
        return rejections.Length < reasons.Length ? null
            : new PlacementFailure(
                FailureText.NoHostFits(demand, placedBefore, rejections, searchLimitReached),
                demand.Machine.Name, rejections, searchLimitReached);
    }

    private static MachineAssignment Assign(HostSlot[] slots, SetPlacement placement)
    {
        HostModel host = slots[placement.Host].State!.Host;
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
