namespace LustreOperator.Placement;

/// <summary>What the user should know of a placement that fits.</summary>
internal static class PlacementNotes
{
    public static IReadOnlyList<string> Of(HostSlot[] slots, SetSearch search) =>
    [
        .. search.Chosen.OfType<SetPlacement>().Where(placement => placement.Score.PartnerThere > 0)
            .OrderBy(placement => placement.Fit.Demand.Machine.Key, StringComparer.Ordinal).Select(placement => Partners(slots, search, placement)),
        .. search.Chosen.OfType<SetPlacement>()
            .Where(placement => placement.Fit.Score.BlockedCpus > 0)
            .OrderBy(placement => placement.Fit.Demand.Machine.Key, StringComparer.Ordinal).Select(placement => Blocked(slots, placement)),
    ];

    private static string Partners(HostSlot[] slots, SetSearch search, SetPlacement placement)
    {
        Demand demand = placement.Fit.Demand;
        int index = demand.Machine.Index;
        string pair = $"{demand.Machine.Group}-{index & ~1} and {demand.Machine.Group}-{index | 1}";
        HostRejection?[] others =
        [
            .. Enumerable.Range(0, slots.Length).Where(host => host != placement.Host).Select(host =>
                HostAdmission.Reject(slots[host], search.States[host], demand) ?? HostReasons.Explain(search.States[host]!, demand)),
        ];
        string why = others.Length == 0 ? "there is no other host"
            : others.Contains(null) ? "no other arrangement of all machines was found"
            : $"0/{others.Length} other hosts fit {demand.Machine.Short}: {FailureText.Summarize([.. others.OfType<HostRejection>()])}";
        return $"failover partners {pair} share host {slots[placement.Host].Name} because {why}";
    }

    private static string Blocked(HostSlot[] slots, SetPlacement placement)
    {
        string host = slots[placement.Host].Name;
        return $"{placement.Fit.Demand.Machine.Short} shares {placement.Fit.Score.BlockedCpus} free CPUs of {host}, which are dedicated to nobody "
            + $"while it is there; set spec.cpus.shared of KvmHost {host} to bound them";
    }
}
