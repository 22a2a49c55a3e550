namespace LustreOperator.Placement;

/// <summary>What the user should know of a placement that fits.</summary>
internal static class PlacementNotes
{
    /// <summary>Of machines that were all placed.</summary>
    /// <param name="placements">Where they are.</param>
    /// <param name="search">The search over all hosts; null: none was needed, and no partners are together.</param>
    /// <param name="slots">Its hosts.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<SetPlacement> placements, SetSearch? search, HostSlot[] slots)
    {
        Dictionary<string, HostRejection?[]> reasons = [];
        return
        [
            .. search is null ? [] : Chosen(placements, placement => placement.Score.PartnerThere > 0)
                .Select(placement => Partners(slots, search, placement, reasons)),
            .. Chosen(placements, placement => placement.Fit.Score.BlockedCpus > 0).Select(Blocked),
            .. Chosen(placements, placement => placement.Fit.IsCutShort).Select(placement =>
                $"{placement.Fit.Demand.Machine.Short} may have a place on {placement.Slot.Name} with fewer or nearer memory nodes: "
                    + "the search for it stopped at its limit"),
        ];
    }

    private static IEnumerable<SetPlacement> Chosen(IReadOnlyList<SetPlacement> placements, Func<SetPlacement, bool> isTold) =>
        placements.Where(isTold).OrderBy(placement => placement.Fit.Demand.Machine.Key, StringComparer.Ordinal);

    private static string Partners(HostSlot[] slots, SetSearch search, SetPlacement placement, Dictionary<string, HostRejection?[]> reasons)
    {
        Demand demand = placement.Fit.Demand;
        string pair = string.Join(" and ", new[] { demand.Machine, demand.Partner!.Value }.OrderBy(machine => machine.Index).Select(machine => machine.Short));
        // The same for all new machines of a group, but for those that only some hosts have the volumes for.
        string shape = demand.Hosts is null ? demand.Machine.Group : demand.Machine.Key;
        if (!reasons.TryGetValue(shape, out HostRejection?[]? all))
        {
            reasons[shape] = all =
            [
                .. slots.Select((slot, host) => HostAdmission.Reject(slot, search.States[host], demand)
                    ?? HostReasons.Explain(search.States[host]!, demand)),
            ];
        }

        HostRejection?[] others = [.. all.Where((_, host) => host != placement.Slot.Position)];
        string why = others.Length == 0 ? "there is no other host"
            : !others.Contains(null)
                ? $"0/{others.Length} other hosts fit {demand.Machine.Short}: {FailureText.Summarize([.. others.OfType<HostRejection>()])}"
            : search.LimitReached ? "the search stopped at its limit, so another arrangement of all machines may part them"
            : "there is no other arrangement of all machines";
        return $"failover partners {pair} share host {placement.Slot.Name} because {why}";
    }

    private static string Blocked(SetPlacement placement)
    {
        string host = placement.Slot.Name;
        return $"{placement.Fit.Demand.Machine.Short} shares {placement.Fit.Score.BlockedCpus} free CPUs of {host}, "
            + $"which are dedicated to nobody while it is there; set spec.cpus.shared of KvmHost {host} to bound them";
    }
}
