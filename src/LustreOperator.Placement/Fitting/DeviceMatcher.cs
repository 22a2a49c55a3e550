namespace LustreOperator.Placement;

/// <summary>
/// Gives each request of a machine a function of its own: a minimum-cost assignment (Hungarian method), so that it fits whenever it
/// can, and at the least cost. The costs are ranked: functions the machine has already, then functions on its main node, then
/// functions whose fabric nobody asked for are spared, then those in large IOMMU groups, then the lowest addresses in the order of networks.
/// </summary>
internal static class DeviceMatcher
{
    private const long Inadmissible = 1L << 57;
    private const long NotKept = 1L << 51;
    private const long OtherNetwork = 1L << 46;
    private const long Remote = 1L << 41;
    private const long UnaskedFabric = 1L << 35;
    private const long GroupMate = 1L << 22;

    /// <summary>A device per request; null if they do not fit.</summary>
    /// <param name="state">The host without the machine.</param>
    /// <param name="requests">What the machine asks for.</param>
    /// <param name="own">What it has.</param>
    /// <param name="mainNode">Its main node; -1: nodes are not looked at.</param>
    /// <param name="onlyMainNode">True: a device of another node does not do.</param>
    public static int[]? Match(HostState state, IReadOnlyList<DeviceRequest> requests, OwnParts own, int mainNode, bool onlyMainNode)
    {
        int[] free = [.. Enumerable.Range(0, state.Host.Devices.Length)
            .Where(device => state.IsFree(device) && (!onlyMainNode || state.Host.Devices[device].Node == mainNode))];
        if (free.Length < requests.Count)
        {
            return null;
        }

        long[,] costs = new long[requests.Count, free.Length];
        for (int i = 0; i < requests.Count; i++)
        {
            for (int j = 0; j < free.Length; j++)
            {
                costs[i, j] = Cost(state.Host, requests[i], free[j], own, mainNode) + ((long)(requests.Count - i) * free[j]);
            }
        }

        int[] columns = Assignment.Cheapest(costs);
        return columns.Select((column, row) => costs[row, column]).Any(cost => cost >= Inadmissible)
            ? null
            : [.. columns.Select(column => free[column])];
    }

    private static long Cost(HostModel host, DeviceRequest request, int position, OwnParts own, int mainNode)
    {
        DeviceModel device = host.Devices[position];
        if (!device.Matches(request.Selector, host.NodeIds))
        {
            return Inadmissible;
        }

        long kept = !own.NetworkOf.TryGetValue(position, out string? network) ? NotKept : network != request.Network ? OtherNetwork : 0;
        return kept
            + (mainNode >= 0 && device.Node != mainNode ? Remote : 0)
            + (request.Selector.Fabric is null && device.Fabric is not null ? UnaskedFabric : 0)
            + (GroupMate * Math.Min(device.GroupSize - 1, 255));
    }
}
