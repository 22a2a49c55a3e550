namespace LustreOperator.Placement;

/// <summary>
/// Picks CPUs: first those the machine has and the rest of their cores, then whole free cores, then CPUs of cores that are in use
/// already, and only then breaks a free core. Lowest numbers first. Each core is looked at twice.
/// </summary>
internal static class CorePicker
{
    /// <summary>The CPUs in the order in which they were picked, so that siblings follow each other. There must be enough.</summary>
    /// <param name="host">The host.</param>
    /// <param name="cores">Cores of the host, in order.</param>
    /// <param name="available">CPUs that may be picked, all of these cores.</param>
    /// <param name="count">So many.</param>
    /// <param name="own">CPUs that the machine has.</param>
    public static List<int> Pick(HostModel host, int[][] cores, BitSet available, int count, BitSet own)
    {
        var picked = new List<int>(count);
        if (count == 0)
        {
            return picked;
        }

        BitSet kept = available.Intersect(own);
        if (kept.Count > 0)
        {
            // A machine that shrinks gives up single CPUs first, whole cores last.
            TakeInOrder(cores, kept, Math.Min(count, kept.Count), picked);
            BitSet taken = BitSet.Of(host.CpuIds.Length, picked);
            foreach (int[] core in cores.Where(core => core.Any(taken.Contains)))
            {
                picked.AddRange(core.Where(cpu => available.Contains(cpu) && !taken.Contains(cpu)).Take(count - picked.Count));
            }

            available = available.Except(BitSet.Of(host.CpuIds.Length, picked));
        }

        TakeInOrder(cores, available, count, picked);
        return picked;
    }

    private static void TakeInOrder(int[][] cores, BitSet available, int count, List<int> picked)
    {
        List<int> inUse = [];
        List<int> whole = [];
        foreach (int[] core in cores)
        {
            int free = 0;
            foreach (int cpu in core)
            {
                free += available.Contains(cpu) ? 1 : 0;
            }

            bool isWhole = free == core.Length;
            if (isWhole && picked.Count + free <= count)
            {
                picked.AddRange(core);
            }
            else if (free > 0)
            {
                (isWhole ? whole : inUse).AddRange(core.Where(available.Contains));
            }
        }

        picked.AddRange(inUse.Concat(whole).Take(count - picked.Count));
    }
}
