using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>Whether a host may have a place for a machine, by sums that its state keeps: far quicker than to fit the machine.</summary>
internal static class QuickFit
{
    /// <summary>False: there is no place. True: there may be one.</summary>
    public static bool MayFit(HostState state, Demand demand)
    {
        int pool = MemoryRules.PoolOf(state.Host, demand.PageKiB);
        int nodes = state.Host.NodeIds.Length;
        if (pool < 0 || demand.CpuCount > state.Free.Count || !HaveDevices(state, demand, -1))
        {
            return false;
        }

        long need = pool > 0 ? MemoryRules.Pages(demand.MemoryKiB, demand.PageKiB) : demand.MemoryKiB + HostUsage.MachineOverheadKiB;
        long free = 0;
        for (int node = 0; node < nodes; node++)
        {
            long room = state.Memory[pool].RoomOn(node);
            if (demand.Numa == NumaPolicy.Required && room >= need && demand.CpuCount <= state.FreeOn[node] && HaveDevices(state, demand, node))
            {
                return true;
            }

            // Not a sum that can overflow: more than is needed is enough.
            free += Math.Min(room, need);
        }

        return demand.Numa != NumaPolicy.Required && free >= need;
    }

    // Node -1: all of them, and devices that are on none.
    private static bool HaveDevices(HostState state, Demand demand, int node)
    {
        int columns = state.Host.NodeIds.Length + 1;
        foreach ((HcaSelector selector, int count) in demand.DeviceKinds)
        {
            int free = 0;
            for (int kind = 0; kind < state.Host.DeviceKinds.Length; kind++)
            {
                if (!state.Host.DeviceKinds[kind].Suits(selector, state.Host.NodeIds))
                {
                    continue;
                }

                for (int column = node < 0 ? 0 : node; column < (node < 0 ? columns : node + 1); column++)
                {
                    free += state.FreeByKind[(kind * columns) + column];
                }
            }

            if (free < count)
            {
                return false;
            }
        }

        return true;
    }
}
