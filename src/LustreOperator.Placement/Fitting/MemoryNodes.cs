using System.Numerics;

namespace LustreOperator.Placement;

/// <summary>Chooses the nodes that the memory of a machine is bound to, with NUMA Preferred.</summary>
internal static class MemoryNodes
{
    /// <summary>
    /// The nodes it has if they still do; else the main node if it fits there; else the set with the fewest nodes other than
    /// the main one, then the fewest nodes, then the lowest. 0: it fits on no set.
    /// </summary>
    public static ulong Choose(HostState state, Demand demand, int mainNode, ulong own)
    {
        ulong main = 1UL << mainNode;
        if (own != 0 && Fits(own))
        {
            return own;
        }

        ulong others = state.Host.AllNodes & ~main;
        if (Fits(main) || !Fits(main | others))
        {
            return Fits(main) ? main : 0;
        }

        for (int count = 1; ; count++)
        {
            foreach (ulong set in Subsets(others, count))
            {
                if (Fits(set))
                {
                    return set;
                }
            }

            foreach (ulong set in Subsets(others, count))
            {
                if (Fits(main | set))
                {
                    return main | set;
                }
            }
        }

        bool Fits(ulong nodes) => demand.MemoryFits(state, nodes);
    }

    private static IEnumerable<ulong> Subsets(ulong of, int count)
    {
        if (count == 0)
        {
            yield return 0;
            yield break;
        }

        for (; of != 0; of &= of - 1)
        {
            ulong lowest = 1UL << BitOperations.TrailingZeroCount(of);
            foreach (ulong rest in Subsets(of & ~lowest, count - 1))
            {
                yield return lowest | rest;
            }
        }
    }
}
