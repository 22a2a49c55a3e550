namespace LustreOperator.Placement;

/// <summary>
/// Gives each request of a machine a function of its own: a minimum-cost assignment (Hungarian method), so that it fits whenever it
/// can, and at the least cost. The costs are ranked: functions the machine has already, then functions on its main node, then those on nodes
/// near to it, then functions whose fabric nobody asked for are spared, then those in large IOMMU groups, then the lowest addresses in the
/// order of networks. Of functions that cost the same only as many are looked at as there are requests.
/// </summary>
internal sealed class DeviceMatcher
{
    // Each rank outweighs all lower ones of all requests (at most 32) together.
    private const int MaxGroupSize = 256;
    private static readonly Int128 s_groupMate = Int128.One << 40;
    private static readonly Int128 s_unaskedFabric = s_groupMate << 14;
    private static readonly Int128 s_distance = s_unaskedFabric << 6;
    private static readonly Int128 s_remote = s_distance << 14;
    private static readonly Int128 s_otherNetwork = s_remote << 6;
    private static readonly Int128 s_notKept = s_otherNetwork << 6;
    private static readonly Int128 s_inadmissible = s_notKept << 6;

    private readonly HostModel _host;
    private readonly IReadOnlyList<DeviceRequest> _requests;
    private readonly OwnParts _own;
    private readonly (int Device, int Kind)[] _candidates;

    /// <summary>For one machine on one host.</summary>
    /// <param name="state">The host without the machine.</param>
    /// <param name="requests">What the machine asks for.</param>
    /// <param name="own">What it has.</param>
    public DeviceMatcher(HostState state, IReadOnlyList<DeviceRequest> requests, OwnParts own)
    {
        (_host, _requests, _own) = (state.Host, requests, own);
        _candidates = requests.Count == 0 ? [] : [.. Candidates(state)];
    }

    /// <summary>A device per request; null if they do not fit.</summary>
    /// <param name="mainNode">The machine's main node; -1: nodes are not looked at.</param>
    /// <param name="onlyMainNode">True: a device of another node does not do.</param>
    public int[]? Match(int mainNode, bool onlyMainNode)
    {
        if (_requests.Count == 0)
        {
            return [];
        }

        int[] devices = [.. Near(mainNode, onlyMainNode)];
        if (devices.Length < _requests.Count)
        {
            return null;
        }

        var costs = new Int128[_requests.Count, devices.Length];
        for (int i = 0; i < _requests.Count; i++)
        {
            for (int j = 0; j < devices.Length; j++)
            {
                costs[i, j] = Cost(_requests[i], devices[j], mainNode) + ((long)(_requests.Count - i) * devices[j]);
            }
        }

        int[] columns = Assignment.Cheapest(costs);
        return columns.Select((column, row) => costs[row, column]).Any(cost => cost >= s_inadmissible)
            ? null
            : [.. columns.Select(column => devices[column])];
    }

    // Functions that serve some request. Those of one kind differ in nothing but their nodes and addresses.
    private IEnumerable<(int Device, int Kind)> Candidates(HostState state)
    {
        bool namesPlaces = _requests.Any(request => request.Selector.Address is not null || request.Selector.NumaNode is not null);
        uint[] servedByKind = namesPlaces ? [] : [.. _host.DeviceKinds.Select(Served)];
        Dictionary<(uint Requests, bool HasFabric, int GroupSize, string? Network), int> kinds = [];
        Dictionary<(int Kind, int Node), int> counts = [];
        foreach (int device in state.FreeDevices)
        {
            DeviceModel model = _host.Devices[device];
            uint serves = namesPlaces ? Served(model) : servedByKind[_host.KindOf[device]];
            if (serves == 0)
            {
                continue;
            }

            var same = (serves, model.Fabric is not null, Math.Min(model.GroupSize, MaxGroupSize), _own.NetworkOf.GetValueOrDefault(device));
            int kind = kinds[same] = kinds.GetValueOrDefault(same, kinds.Count);
            int count = counts[(kind, model.Node)] = counts.GetValueOrDefault((kind, model.Node)) + 1;
            if (count <= _requests.Count)
            {
                yield return (device, kind);
            }
        }
    }

    // The requests that a function suits, one bit each; of free ones, which are all offered.
    private uint Served(DeviceModel device)
    {
        uint serves = 0;
        for (int i = 0; i < _requests.Count; i++)
        {
            serves |= device.Suits(_requests[i].Selector, _host.NodeIds) ? 1u << i : 0;
        }

        return serves;
    }

    // From one main node, nodes of the same distance are alike.
    private IEnumerable<int> Near(int mainNode, bool onlyMainNode)
    {
        Dictionary<(int Kind, int Distance), int> counts = [];
        foreach ((int device, int kind) in _candidates)
        {
            int distance = Distance(device, mainNode);
            if (onlyMainNode && distance > 0)
            {
                continue;
            }

            int count = counts[(kind, distance)] = counts.GetValueOrDefault((kind, distance)) + 1;
            if (count <= _requests.Count)
            {
                yield return device;
            }
        }
    }

    private Int128 Cost(DeviceRequest request, int position, int mainNode)
    {
        DeviceModel device = _host.Devices[position];
        if (!device.Matches(request.Selector, _host.NodeIds))
        {
            return s_inadmissible;
        }

        int distance = Distance(position, mainNode);
        Int128 kept = !_own.NetworkOf.TryGetValue(position, out string? network) ? s_notKept : network != request.Network ? s_otherNetwork : 0;
        return kept
            + (distance > 0 ? s_remote : 0)
            + (s_distance * distance)
            + (request.Selector.Fabric is null && device.Fabric is not null ? s_unaskedFabric : 0)
            + (s_groupMate * (Math.Min(device.GroupSize, MaxGroupSize) - 1));
    }

    // 0: on the main node, or nodes are not looked at. A device that is on no known node is as far as can be.
    private int Distance(int device, int mainNode)
    {
        int node = _host.Devices[device].Node;
        return mainNode < 0 || node == mainNode ? 0 : node < 0 ? _host.FarthestOther : _host.Distances[mainNode][node];
    }
}
