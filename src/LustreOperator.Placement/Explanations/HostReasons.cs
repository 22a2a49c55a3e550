using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>
/// Says what a host lacks for a machine that does not fit: of the NUMA nodes the one that comes nearest. What the host would lack if it were empty is told
/// apart from what others have now: the one never passes.
/// </summary>
internal static class HostReasons
{
    /// <summary>Null: it fits.</summary>
    public static HostRejection? Explain(HostState state, Demand demand)
    {
        if (Fitter.Fits(state, demand))
        {
            return null;
        }

        HostState empty = HostState.Of(state.Host, []);
        return Fitter.Fits(empty, demand) ? Explain(state, demand, isEmpty: false) : Explain(empty, demand, isEmpty: true);
    }

    private static HostRejection Explain(HostState state, Demand demand, bool isEmpty)
    {
        OwnParts own = OwnParts.On(state.Host, demand.Current);
        var devices = new DeviceMatcher(state, demand.Devices, own);
        int[] nodes = demand.Numa == NumaPolicy.Required ? [.. Enumerable.Range(0, state.Host.NodeIds.Length)] : [-1];
        (int node, (HostRejectionKind kind, _, string text)) = nodes.Select(node => (Node: node, Lack: Lack(state, demand, devices, node, isEmpty)))
            .OrderByDescending(item => item.Lack.Kind).ThenByDescending(item => item.Lack.Free).First();
        bool isOneNode = node >= 0 && kind != HostRejectionKind.Devices;
        return new HostRejection(state.Host.Name, kind, text)
        {
            IsTooSmall = isEmpty,
            Holders = HolderText.Of(
                state, demand, kind, isOneNode ? state.Host.NodeCpus[node] : state.Host.AllowedCpus, isOneNode ? 1UL << node : state.Host.AllNodes),
        };
    }

    // Node -1 is the whole host.
    private static (HostRejectionKind Kind, long Free, string Text) Lack(HostState state, Demand demand, DeviceMatcher matcher, int node, bool isEmpty)
    {
        HostModel host = state.Host;
        if (matcher.Match(node, onlyMainNode: node >= 0) is null)
        {
            string devices = isEmpty ? DeviceText.Devices(demand.Devices) : DeviceText.FreeDevices(demand.Devices);
            string lack = node >= 0 ? $"has no NUMA node with {devices}" : $"does not have {devices}";
            return (HostRejectionKind.Devices, 0, lack + (node >= 0 ? OfUnknownNode(state, demand) : ""));
        }

        string where = node >= 0 ? $" on node {host.NodeIds[node]}" : "";
        BitSet among = node >= 0 ? host.NodeCpus[node] : host.AllowedCpus;
        int free = state.Free.CountIn(among);
        if (demand.Dedicated && free < demand.CpuCount)
        {
            if (isEmpty)
            {
                return (HostRejectionKind.Cpus, free, $"has {Count(free, "CPU")} for machines{where}, {demand.CpuCount} are asked for");
            }

            int blocked = host.SharedByAdmin is null ? state.Shared.Except(state.Dedicated).Intersect(host.Dedicable).CountIn(among) : 0;
            string hint = blocked == 0 ? ""
                : $" because Shared machines run on {blocked} others (set KvmHost.spec.cpus.shared to bound them)";
            return (HostRejectionKind.Cpus, free, $"has {free} of {demand.CpuCount} CPUs free{where}{hint}");
        }

        if (!demand.Dedicated && (host.SharedByAdmin ?? host.AllowedCpus).Except(state.Dedicated).CountIn(among) == 0)
        {
            return (HostRejectionKind.Cpus, 0, $"has no CPU for Shared pinning{where}");
        }

        (long room, string text) = LackOfMemory(state, demand, node >= 0 ? 1UL << node : host.AllNodes, where, isEmpty);
        return (HostRejectionKind.Memory, room, text);
    }

    private static (long Free, string Text) LackOfMemory(HostState state, Demand demand, ulong nodes, string where, bool isEmpty)
    {
        int pool = MemoryRules.PoolOf(state.Host, demand.PageKiB);
        if (pool > 0)
        {
            long pages = MemoryRules.Pages(demand.MemoryKiB, demand.PageKiB);
            long freePages = state.Memory[pool].MostFree(nodes, pages);
            if (freePages < pages)
            {
                var size = Quantity.OfKiB(demand.PageKiB);
                return (freePages, isEmpty
                    ? $"has {Count(freePages, "huge page")} of {size}{where}, {pages} are asked for"
                    : $"has {freePages} of {pages} huge pages of {size} free{where}");
            }
        }

        if (pool < 0)
        {
            return (0, $"has no huge pages of {Quantity.OfKiB(demand.PageKiB)}{where}");
        }

        long overhead = HostUsage.MachineOverheadKiB;
        if (pool > 0)
        {
            long rest = state.Memory[0].MostFree(nodes, overhead);
            return (rest, $"has {Format(rest)} of {Format(overhead)} normal memory for QEMU itself free{where}");
        }

        long room = Math.Max(0, state.Memory[0].MostFree(nodes, demand.MemoryKiB + overhead) - overhead);
        return (room, isEmpty
            ? $"has {Format(room)} memory for machines{where}, {Format(demand.MemoryKiB)} is asked for"
            : $"has {Format(room)} of {Format(demand.MemoryKiB)} memory free{where}");
    }

    // Firmware that does not say where a function is: NUMA Required cannot be held then.
    private static string OfUnknownNode(HostState state, Demand demand)
    {
        int lost = state.FreeDevices.Count(device => state.Host.Devices[device].Node < 0
            && demand.Devices.Any(request => state.Host.Devices[device].Suits(request.Selector with { NumaNode = null }, state.Host.NodeIds)));
        return lost == 0
            ? ""
            : $" ({lost} that {(lost == 1 ? "is" : "are")} free {(lost == 1 ? "is" : "are")} on no known NUMA node: the firmware does not say)";
    }

    /// <summary>Such as <c>1 CPU</c>, <c>no CPUs</c>.</summary>
    internal static string Count(long count, string what) => count switch { 0 => $"no {what}s", 1 => $"1 {what}", _ => $"{count} {what}s" };

    // Whole MiB, down: nobody plans in KiB.
    private static Quantity Format(long kib) => Quantity.OfKiB(kib > 1024 ? kib - (kib % 1024) : kib);
}
