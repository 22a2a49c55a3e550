using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>Reads a KvmHost into a <see cref="HostModel"/>.</summary>
internal static class HostReader
{
    // Sets of nodes are one word.
    private const int MaxNodes = 64;

    // 4 EiB in KiB, what an address of 62 bits reaches: sums of it fit.
    private const double MaxMemoryKiB = 1L << 52;

    // What the kernel assumes where the firmware says nothing.
    private const int LocalDistance = 10;
    private const int RemoteDistance = 20;
    private const int MaxDistance = 255;

    /// <summary>The model, or null and why there is none, with the host as its subject.</summary>
    /// <param name="host">The host.</param>
    /// <param name="fault">Set if the result is null.</param>
    public static HostModel? Read(KvmHost host, out string? fault)
    {
        NumaCell[] cells = [.. (host.Status?.Cells ?? []).DistinctBy(cell => cell.Id).OrderBy(cell => cell.Id)];
        (HostCpu Cpu, int Node)[] cpus =
        [
            .. cells.SelectMany((cell, node) => cell.Cpus.Select(cpu => (cpu, node)))
                .DistinctBy(item => item.cpu.Id).OrderBy(item => item.cpu.Id),
        ];
        fault = cpus.Length == 0 ? "has no inventory yet"
            : cells.Length > MaxNodes ? $"has more than {MaxNodes} NUMA nodes"
            : cells.Any(HasAbsurdPools) ? "has more huge pages in its status than a host can have"
            : host.Spec.Cpus.Reserved is { IsValue: false } reservedText ? $"has `{reservedText}` in spec.cpus.reserved, which is not a CPU list"
            : host.Spec.Cpus.Shared is { IsValue: false } sharedText ? $"has `{sharedText}` in spec.cpus.shared, which is not a CPU list"
            : !host.Spec.Memory.Reserved.IsValid
                ? $"has `{host.Spec.Memory.Reserved}` in spec.memory.reserved, which is not a quantity"
            : null;
        if (fault is not null)
        {
            return null;
        }

        int[] ids = [.. cpus.Select(item => item.Cpu.Id)];
        BitSet reserved = HostModel.PositionsOf(ids, host.Spec.Cpus.Reserved?.Value ?? []);
        BitSet? shared = host.Spec.Cpus.Shared is { Value: { IsEmpty: false } said } ? HostModel.PositionsOf(ids, said).Except(reserved) : null;
        BitSet all = BitSet.Of(ids.Length, Enumerable.Range(0, ids.Length)).Except(reserved);
        long[] pageSizes = [.. cells.SelectMany(cell => cell.Hugepages).Select(pool => pool.SizeKiB)
            .Where(size => size > 0).Distinct().Order()];
        DeviceModel[] devices = ReadDevices(host, [.. cells.Select(cell => cell.Id)]);
        return new HostModel
        {
            Name = host.Metadata.Name,
            CpuIds = ids,
            CpuNode = [.. cpus.Select(item => item.Node)],
            Cores = ReadCores(cpus),
            NodeIds = [.. cells.Select(cell => cell.Id)],
            Distances = ReadDistances(host.Status!.Cells, cells),
            NodeCpus =
            [
                .. cells.Select((_, node) => BitSet.Of(ids.Length, Enumerable.Range(0, ids.Length).Where(cpu => cpus[cpu].Node == node))),
            ],
            Reserved = reserved,
            SharedByAdmin = shared,
            Dedicable = shared is null ? all : all.Except(shared),
            Devices = devices,
            Groups = devices.Length == 0 ? 0 : devices.Max(device => device.Group) + 1,
            PageSizes = pageSizes,
            Memory =
            [
                ReadNormalMemory(cells, host.Spec.Memory.Reserved.KiB),
                .. pageSizes.Select(size => cells.Select(cell => cell.Hugepages
                    .Where(pool => pool.SizeKiB == size).Sum(pool => pool.Total)).ToArray()),
            ],
        };
    }

    private static bool HasAbsurdPools(NumaCell cell) => cell.Hugepages.Any(pool => pool.SizeKiB < 0 || pool.Total < 0)
        || cell.Hugepages.Sum(pool => Math.Max(1d, pool.SizeKiB) * pool.Total) > MaxMemoryKiB;

    // What agents report as siblings is believed; socket and core numbers stand in where it is missing. A core never spans nodes.
    private static int[][] ReadCores((HostCpu Cpu, int Node)[] cpus) =>
    [
        .. Enumerable.Range(0, cpus.Length)
            .GroupBy(position =>
            {
                (HostCpu cpu, int node) = cpus[position];
                return cpu.Siblings.Contains(cpu.Id) ? (node, -1, cpu.Siblings.Min) : (node, cpu.Socket, cpu.Core);
            })
            .Select(core => core.ToArray())
            .OrderBy(core => core[0]),
    ];

    // An agent reports them in the order of its cells. Older agents report none, and firmware may leave some out.
    private static int[][] ReadDistances(IReadOnlyList<NumaCell> reported, NumaCell[] cells)
    {
        int[] at = [.. cells.Select(cell => reported.TakeWhile(other => other.Id != cell.Id).Count())];
        return
        [
            .. cells.Select((cell, from) => cells.Select((_, to) => from == to ? LocalDistance
                : at[to] < cell.Distances.Count && cell.Distances[at[to]] > LocalDistance ? Math.Min(cell.Distances[at[to]], MaxDistance)
                : RemoteDistance).ToArray()),
        ];
    }

    private static long[] ReadNormalMemory(NumaCell[] cells, long reserved)
    {
        long[] normal = [.. cells.Select(cell => Math.Max(0, cell.MemoryKiB - cell.Hugepages.Sum(pool => pool.SizeKiB * pool.Total)))];
        for (int node = 0; node < normal.Length; node++)
        {
            long taken = Math.Min(reserved, normal[node]);
            normal[node] -= taken;
            reserved -= taken;
        }

        return normal;
    }

    private static DeviceModel[] ReadDevices(KvmHost host, int[] nodeIds)
    {
        HostDevice[] devices =
        [
            .. (host.Status?.Devices ?? []).DistinctBy(device => device.Address).OrderBy(device => device.Address),
        ];
        string[] groupOf = [.. devices.Select(device => device.IommuGroup is int group ? $"{group}" : device.Address.ToString())];
        Dictionary<string, int> sizes = groupOf.CountBy(group => group).ToDictionary();
        Dictionary<string, int> groups = sizes.Keys.Select((group, position) => (group, position))
            .ToDictionary(item => item.group, item => item.position);
        IReadOnlyDictionary<PciAddress, HostDeviceSpec> said = host.Spec.Listed();
        return
        [
            .. devices.Select((device, i) =>
            {
                string? fabric = said.GetValueOrDefault(device.Address)?.Fabric ?? device.Fabric;

                // With one node there is no doubt where a device is, even if the firmware does not say.
                int node = nodeIds.Length == 1 ? 0 : Math.Max(-1, Array.IndexOf(nodeIds, device.NumaNode ?? -1));
                int groupSize = sizes[groupOf[i]];
                string alone = groupSize > 1 ? groupOf[i] : "";
                return new DeviceModel
                {
                    Address = device.Address,
                    Device = device,
                    Fabric = fabric,
                    Node = node,
                    Group = groups[groupOf[i]],
                    GroupSize = groupSize,
                    Class = $"{device.Offered}|{fabric}|{device.Vendor}|{device.Product}|{node}|{device.VirtualFunction}|{alone}",
                };
            }),
        ];
    }
}
