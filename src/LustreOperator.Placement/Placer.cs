using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>Chooses hosts, CPUs, memory nodes and devices for machines. Pure: the same problem has the same answer.</summary>
public static class Placer
{
    /// <summary>All wishes, or none and the reasons. See README.md for the rules and the score.</summary>
    public static PlacementResult Place(PlacementProblem problem)
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

        HostSlot[] slots = HostSlot.Read(problem);
        var search = new SetSearch(slots, demands);
        return Search(slots, search) is { } failure
            ? new PlacementResult { Failure = failure }
            : new PlacementResult
            {
                Assignments = [.. demands.Select(demand => Assign(slots, search.Chosen.First(placement => placement!.Fit.Demand == demand)!))],
                Notes = PlacementNotes.Of(slots, search),
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
            if (!search.Exhaustive(int.MaxValue))
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
                FailureText.NoHostFits(demand, placedBefore, rejections, searchLimitReached), demand.Machine.Name, rejections, searchLimitReached);
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
