using System.Collections.Immutable;
using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Cli.Topology;

/// <summary>One host and who holds what of it. Pure.</summary>
internal static class TopologyHostReader
{
    /// <summary>Reads it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="host">Null: there is no such KvmHost, though machines are placed there.</param>
    /// <param name="machines">All machines of the lab.</param>
    /// <param name="own">Those of the cluster.</param>
    public static TopologyHost Read(string name, KvmHost? host, IReadOnlyList<LustreMachine> machines, IReadOnlyList<LustreMachine> own)
    {
        string[] names = [.. own.Where(machine => machine.Spec.Host == name).Select(machine => machine.Metadata.Name)];
        if (host is null)
        {
            return new TopologyHost { Name = name, Ready = ConditionStatus.Unknown, Reason = "NoSuchHost", Machines = names };
        }

        HostHoldings usage = HostUsage.Of(host, machines);
        var holders = new TopologyHolders(name, own);
        TopologyDevice[] devices = [.. TopologyDevices.Of(host, usage, holders)];
        NumaCell[] cells = usage.Cpus.Count == 0 ? [] : [.. (host.Status?.Cells ?? []).DistinctBy(cell => cell.Id).OrderBy(cell => cell.Id)];
        ILookup<int?, TopologyDevice> byNode = devices.ToLookup(device => NodeOf(device, host, usage, cells));
        Condition? ready = host.Status?.Conditions.Find(ConditionTypes.Ready);
        bool isLost = host.Status?.Conditions.Find(ConditionTypes.HostReachable) is { Status: not ConditionStatus.True };
        return new TopologyHost
        {
            Name = name,
            Ready = isLost ? ConditionStatus.Unknown : ready?.Status ?? ConditionStatus.Unknown,
            Reason = isLost ? ConditionTypes.HostReachable : ready?.Reason ?? "NeverReported",
            Unschedulable = host.Spec.Unschedulable,
            Fenced = host.Spec.Fenced,
            CpusFree = usage.CpusFree,
            CpusUsable = usage.CpusUsable,
            DevicesFree = usage.DevicesFree,
            DevicesOffered = usage.Devices.Count,
            UnboundMemoryKiB = usage.Memory.Where(memory => memory.NumaNode is null).Sum(memory => memory.HeldKiB),
            Sockets =
            [
                .. cells.GroupBy(cell => CpuList.Format(cell.Cpus.Select(cpu => cpu.Socket)))
                    .Select(socket => new TopologySocket(socket.Key, [.. socket.Select(cell => Node(cell, usage, holders, byNode[cell.Id]))])),
            ],
            OtherDevices = [.. byNode.Where(node => !cells.Any(cell => cell.Id == node.Key)).SelectMany(node => node)],
            Machines = names,
        };
    }

    // With one node there is no doubt where a device is: placement sees it so too.
    private static int? NodeOf(TopologyDevice device, KvmHost host, HostHoldings usage, NumaCell[] cells) =>
        usage.Devices.FirstOrDefault(offered => offered.Address == device.Address)?.NumaNode
        ?? (cells.Length == 1 ? cells[0].Id : host.Status?.Devices.FirstOrDefault(known => known.Address == device.Address)?.NumaNode);

    private static TopologyNode Node(NumaCell cell, HostHoldings usage, TopologyHolders holders, IEnumerable<TopologyDevice> devices) => new(
        cell.Id,
        [
            .. usage.Memory.Where(memory => memory.NumaNode == cell.Id && memory.TotalKiB > 0)
                .Select(memory => new TopologyMemory(memory.PageSizeKiB, memory.TotalKiB, Math.Max(0, memory.TotalKiB - memory.HeldKiB))),
        ],
        [
            .. cell.Cpus.DistinctBy(cpu => cpu.Id).GroupBy(CoreOf).OrderBy(core => core.Min(cpu => cpu.Id))
                .Select(core => new TopologyCore([.. core.OrderBy(cpu => cpu.Id).Select(cpu => Cpu(usage.Cpus.First(held => held.Cpu == cpu.Id), holders))])),
        ],
        [.. devices]);

    // As placement reads it: what agents report as siblings is believed; socket and core stand in where it is missing.
    private static (int Socket, int Core) CoreOf(HostCpu cpu) =>
        CpuList.TryParse(cpu.Siblings, out ImmutableSortedSet<int> siblings) && siblings.Contains(cpu.Id) ? (-1, siblings[0]) : (cpu.Socket, cpu.Core);

    private static TopologyCpu Cpu(CpuHolding holding, TopologyHolders holders)
    {
        string? machine = holding.Use == CpuUse.Dedicated ? holders.Among(holding.Holders) : null;
        return new TopologyCpu(holding.Cpu, holding.Use, machine, machine is null ? null : holders.VcpuOn(machine, holding.Cpu), holding.Holders);
    }
}
