namespace LustreOperator.Placement;

/// <summary>
/// Picks CPUs: first those the machine has and the rest of their cores, then whole free cores, then CPUs of cores that are in use
/// already, and only then breaks a free core. Lowest numbers first.
/// </summary>
internal static class CorePicker
{
    /// <summary>The CPUs in the order in which they were picked, so that siblings follow each other. There must be enough.</summary>
    public static List<int> Pick(HostModel host, BitSet available, int count, BitSet own)
    {
        BitSet kept = available.Intersect(own);
        var picked = new List<int>(count);
        if (kept.Count > 0)
        {
            // A machine that shrinks gives up single CPUs first, whole cores last.
            TakeInOrder(host, kept, Math.Min(count, kept.Count), picked);
            foreach (int[] core in host.Cores.Where(core => core.Any(picked.Contains)))
            {
                picked.AddRange(core.Where(cpu => available.Contains(cpu) && !picked.Contains(cpu)).Take(count - picked.Count));
            }
        }

        TakeInOrder(host, available.Except(BitSet.Of(host.CpuIds.Length, picked)), count, picked);
        return picked;
    }

    private static void TakeInOrder(HostModel host, BitSet available, int count, List<int> picked)
    {
        var rest = new List<(bool Whole, int[] Cpus)>();
        foreach (int[] core in host.Cores)
        {
            int[] free = [.. core.Where(available.Contains)];
            if (free.Length == core.Length && picked.Count + free.Length <= count)
            {
                picked.AddRange(free);
            }
            else if (free.Length > 0)
            {
                rest.Add((free.Length == core.Length, free));
            }
        }

        picked.AddRange(rest.OrderBy(core => core.Whole).SelectMany(core => core.Cpus).Take(count - picked.Count));
    }
}
