namespace LustreOperator.Placement;

/// <summary>How a machine's memory falls on the pools of a host.</summary>
internal static class MemoryRules
{
    /// <summary>Pool and amount of each part; a part for huge pages of a size that the host lacks is left out.</summary>
    public static (int Pool, MemoryDemand Demand)[] Demands(HostModel host, ulong nodes, long sizeKiB, long pageKiB)
    {
        var normal = new MemoryDemand(nodes, HostUsage.MachineOverheadKiB + (pageKiB == 0 ? sizeKiB : 0));
        int pool = PoolOf(host, pageKiB);
        return pool > 0 ? [(0, normal), (pool, new MemoryDemand(nodes, Pages(sizeKiB, pageKiB)))] : [(0, normal)];
    }

    /// <summary>Position of the pool of such pages; -1: the host has none.</summary>
    public static int PoolOf(HostModel host, long pageKiB)
    {
        int position = pageKiB == 0 ? -1 : Array.BinarySearch(host.PageSizes, pageKiB);
        return pageKiB == 0 ? 0 : position < 0 ? -1 : position + 1;
    }

    public static long Pages(long sizeKiB, long pageKiB) => (sizeKiB + pageKiB - 1) / pageKiB;
}
