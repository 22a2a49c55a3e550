namespace LustreOperator.Placement;

/// <summary>Who holds what a machine lacks on a host, and what of it.</summary>
internal static class HolderText
{
    /// <summary>By name.</summary>
    /// <param name="state">The host without the machine.</param>
    /// <param name="demand">What the machine needs.</param>
    /// <param name="kind">What lacks: devices, CPUs or memory; nobody holds anything else.</param>
    /// <param name="among">The CPUs that count.</param>
    /// <param name="nodes">The NUMA nodes that count.</param>
    public static IReadOnlyList<ResourceHolder> Of(HostState state, Demand demand, HostRejectionKind kind, BitSet among, ulong nodes) =>
    [
        .. from holding in state.Holdings
           let text = kind switch
           {
               HostRejectionKind.Devices => Devices(state.Host, demand, holding),
               HostRejectionKind.Cpus => Cpus(state.Host, holding, among),
               HostRejectionKind.Memory => Memory(state.Host, demand, holding, nodes),
               _ => "",
           }
           where text.Length > 0
           orderby holding.Machine.Key
           select new ResourceHolder(holding.Machine.Namespace, holding.Machine.Name, holding.Machine.Cluster, text),
    ];

    // A function of the same IOMMU group closes a wanted one as well as the wanted one itself.
    private static string Devices(HostModel host, Demand demand, Holding holding) => string.Join(
        ", ",
        holding.Devices.Where(held => host.Devices.Any(device => device.Group == host.Devices[held].Group
                && demand.Devices.Any(request => device.Matches(request.Selector, host.NodeIds))))
            .Select(held => host.Devices[held].Address).Order());

    private static string Cpus(HostModel host, Holding holding, BitSet among)
    {
        BitSet dedicated = holding.Dedicated.Intersect(among);
        BitSet shared = holding.Shared.Intersect(host.Dedicable).Intersect(among);
        return dedicated.Count > 0 ? $"CPUs {host.CpusAt(dedicated.Members())}"
            : shared.Count > 0 ? $"shares CPUs {host.CpusAt(shared.Members())}"
            : "";
    }

    private static string Memory(HostModel host, Demand demand, Holding holding, ulong nodes)
    {
        int pool = MemoryRules.PoolOf(host, demand.PageKiB);
        long amount = holding.Memory.Where(item => item.Pool == pool && (item.Demand.Nodes & nodes) != 0).Sum(item => item.Demand.Amount);
        return amount == 0 ? ""
            : pool > 0 ? $"{amount} huge pages of {Quantity.OfKiB(demand.PageKiB)}"
            : $"{Quantity.OfKiB(amount)} memory";
    }
}
