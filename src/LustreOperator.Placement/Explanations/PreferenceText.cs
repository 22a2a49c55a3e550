namespace LustreOperator.Placement;

/// <summary>Why one of two hosts that fit comes before the other: the first difference of their scores, in words.</summary>
internal static class PreferenceText
{
    /// <summary>With the host of <paramref name="mine"/> as the subject.</summary>
    public static string Difference(MachineIdentity machine, MachineIdentity? partner, HostScore mine, HostScore others, string other)
    {
        if (mine.PartnerThere != others.PartnerThere)
        {
            return $"{(mine.PartnerThere > 0 ? "has" : "has not")} the failover partner {partner?.Short}, {other} {(mine.PartnerThere > 0 ? "has not" : "has")}";
        }

        (int Mine, int Others, string Verb, string One, string Many, string Rule)[] parts =
        [
            (mine.Remote, others.Remote, "would have", "part of the machine on another NUMA node", "parts of the machine on other NUMA nodes", ""),
            (
                mine.Far, others.Far, "would have its remote parts", "unit of NUMA distance farther than the nearest nodes",
                "units of NUMA distance farther than the nearest nodes", ""),
            (mine.BlockedCpus, others.BlockedCpus, "would have", "free CPU that sharing blocks", "free CPUs that sharing blocks", ""),
            (mine.WastedHcas, others.WastedHcas, "has", "free HCA", "free HCAs", " (kept for machines that ask for HCAs)"),
            (
                mine.SameCluster, others.SameCluster, "has", $"other machine of cluster {machine.Cluster}",
                $"other machines of cluster {machine.Cluster}", " (a cluster spreads)"),
            (mine.CpusLeft, others.CpusLeft, "would have", "CPU left", "CPUs left", " (clusters are packed)"),
        ];
        (int Mine, int Others, string Verb, string One, string Many, string Rule) first = parts.FirstOrDefault(part => part.Mine != part.Others);
        return first.Verb is null
            ? $"is as good as {other}; names decide"
            : $"{first.Verb} {first.Mine} {(first.Mine == 1 ? first.One : first.Many)}, {other} {first.Others}{first.Rule}";
    }
}
