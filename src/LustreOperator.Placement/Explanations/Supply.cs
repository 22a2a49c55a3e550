using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>
/// What new machines ask for together, beside what the hosts that take machines have in all. Where more is asked for than is free, no arrangement helps,
/// and none need be looked for. The reverse does not hold: what is free may lie on the wrong hosts.
/// </summary>
internal static class Supply
{
    /// <summary>What there is too little of, in words; null: enough of everything.</summary>
    /// <param name="slots">All hosts.</param>
    /// <param name="demands">The machines; those that exist have what they have and count for nothing.</param>
    public static string? Shortage(IReadOnlyList<HostSlot> slots, IEnumerable<Demand> demands)
    {
        Demand[] fresh = [.. demands.Where(demand => demand.Current is null)];
        HostState[] open = [.. slots.Where(slot => slot.Rejection is null).Select(slot => slot.State).OfType<HostState>()];
        if (open.Length == 0)
        {
            return null;
        }

        // What one machine lacks is told host by host.
        return fresh.SelectMany(demand => demand.Devices).Select(request => Unknown(slots, request.Selector)).FirstOrDefault(text => text is not null)
            ?? (fresh.Length > 1 && (Devices(open, fresh) ?? Cpus(open, fresh) ?? Memory(open, fresh)) is { } text
                ? text + (open.Length < slots.Count ? " on hosts that take machines" : "")
                : null);
    }

    private static string? Devices(HostState[] open, Demand[] fresh) =>
        fresh.SelectMany(demand => demand.Devices).GroupBy(request => request.Selector)
            .Select(same => Devices(open, same.Key, same.Count())).FirstOrDefault(text => text is not null);

    private static string? Devices(HostState[] open, HcaSelector selector, int asked)
    {
        int there = open.Sum(state => state.Host.Devices.Count(device => device.Matches(selector, state.Host.NodeIds)));
        int free = open.Sum(state => state.FreeDevices.Count(device => state.Host.Devices[device].Suits(selector, state.Host.NodeIds)));
        return Lack("HCA", DeviceText.Describe(selector), asked, there, free);
    }

    // A fabric that no host is cabled to, in most cases misspelt.
    private static string? Unknown(IReadOnlyList<HostSlot> slots, HcaSelector selector)
    {
        string[] known =
        [
            .. slots.Select(slot => slot.State).OfType<HostState>().SelectMany(state => state.Host.Devices).Select(device => device.Fabric)
                .OfType<string>().Distinct().Order(StringComparer.Ordinal),
        ];
        return selector.Fabric is not { } fabric || known.Contains(fabric) ? null
            : known.Length == 0 ? $"no host says which fabric its HCAs are on (KvmHost.spec.devices), so none is known to be on {fabric}"
            : $"no host has an HCA on fabric {fabric}; there are {string.Join(", ", known)}";
    }

    private static string? Cpus(HostState[] open, Demand[] fresh)
    {
        int asked = fresh.Sum(demand => demand.CpuCount);
        int there = open.Sum(state => state.Host.Dedicable.Count);
        int free = open.Sum(state => state.Free.Count);
        return Lack("CPU", "", asked, there, free);
    }

    private static string? Memory(HostState[] open, Demand[] fresh) =>
        fresh.GroupBy(demand => demand.PageKiB).OrderBy(same => same.Key)
            .Select(same => same.Key == 0
                ? Memory(open, 0, [.. same.Select(demand => demand.NormalKiB)], kib => $"{Quantity.OfKiB(kib)}", "memory")
                : Memory(
                    open, same.Key, [.. same.Select(demand => MemoryRules.Pages(demand.MemoryKiB, demand.PageKiB))],
                    pages => $"{pages}", $"huge pages of {Quantity.OfKiB(same.Key)}"))
            .FirstOrDefault(text => text is not null);

    private static string? Memory(HostState[] open, long pageKiB, long[] asked, Func<long, string> format, string kind)
    {
        (HostState State, int Pool)[] pools = [.. open.Select(state => (state, MemoryRules.PoolOf(state.Host, pageKiB))).Where(pool => pool.Item2 >= 0)];
        long wanted = Sum(asked);
        long there = Sum(pools.SelectMany(pool => pool.State.Host.Memory[pool.Pool]));
        long free = Sum(pools.Select(pool => pool.State.Memory[pool.Pool].MostFree(pool.State.Host.AllNodes, long.MaxValue)));
        return there < wanted ? $"{format(wanted)} {kind} are asked for, {(there == 0 ? "none exist" : $"{format(there)} exist")}"
            : free < wanted ? $"{format(wanted)} {kind} are asked for, {format(free)} of {format(there)} are free"
            : null;
    }

    // Sizes come from users: no sum of them may overflow.
    private static long Sum(IEnumerable<long> amounts) => amounts.Aggregate(0L, (sum, amount) => sum > long.MaxValue - amount ? long.MaxValue : sum + amount);

    private static string? Lack(string what, string kind, int asked, int there, int free) =>
        there < asked ? $"{HostReasons.Count(asked, what)}{kind} {Are(asked)} asked for, {Exist(there)}"
        : free < asked ? $"{HostReasons.Count(asked, what)}{kind} {Are(asked)} asked for, {free} of {there} {Are(there)} free"
        : null;

    private static string Are(int count) => count == 1 ? "is" : "are";

    private static string Exist(int count) => count switch { 0 => "none exists", 1 => "1 exists", _ => $"{count} exist" };
}
