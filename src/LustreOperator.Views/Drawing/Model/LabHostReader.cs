using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Views.Drawing;

/// <summary>One host and who holds what of it. Pure.</summary>
internal static class LabHostReader
{
    /// <summary>The reason of a host that is none.</summary>
    public const string NoSuchHost = "NoSuchHost";

    /// <summary>A host that machines are placed on, though there is no such KvmHost.</summary>
    public static LabHost<TDevice> Missing<TDevice>(string name, HostHolders holders) =>
        new() { Name = name, Ready = ConditionStatus.Unknown, Reason = NoSuchHost, Machines = holders.Names };

    /// <summary>Reads it.</summary>
    /// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
    /// <param name="host">The host.</param>
    /// <param name="usage">What all machines of the lab hold there.</param>
    /// <param name="holders">The machines of the picture there.</param>
    /// <param name="devices">The PCI functions to tell of, by address.</param>
    /// <param name="addressOf">PCI address of a function.</param>
    public static LabHost<TDevice> Read<TDevice>(
        KvmHost host, HostHoldings usage, HostHolders holders, IEnumerable<TDevice> devices, Func<TDevice, PciAddress> addressOf)
    {
        NumaCell[] cells = usage.Cpus.Count == 0 ? [] : [.. (host.Status?.Cells ?? []).DistinctBy(cell => cell.Id).OrderBy(cell => cell.Id)];
        ILookup<int?, TDevice> byNode = devices.ToLookup(device => NodeOf(addressOf(device), host, usage, cells));
        (ConditionStatus ready, string reason) = HostReadiness.Of(host);
        return new LabHost<TDevice>
        {
            Name = host.Metadata.Name,
            Ready = ready,
            Reason = reason,
            Unschedulable = host.Spec.Unschedulable,
            Fenced = host.Spec.Fenced,
            CpusFree = usage.CpusFree,
            CpusUsable = usage.CpusUsable,
            DevicesFree = usage.DevicesFree,
            DevicesOffered = usage.Devices.Count,
            UnboundMemoryKiB = usage.Memory.Where(memory => memory.NumaNode is null).Sum(memory => memory.HeldKiB),
            Sockets =
            [
                .. cells.GroupBy(cell => CpuSet.From(cell.Cpus.Select(cpu => cpu.Socket)).ToString())
                    .Select(socket => new LabSocket<TDevice>(socket.Key, [.. socket.Select(cell => Node(cell, usage, holders, byNode[cell.Id]))])),
            ],
            OtherDevices = [.. byNode.Where(node => !cells.Any(cell => cell.Id == node.Key)).SelectMany(node => node)],
            Machines = holders.Names,
        };
    }

    // With one node there is no doubt where a device is: placement sees it so too.
    private static int? NodeOf(PciAddress address, KvmHost host, HostHoldings usage, NumaCell[] cells) =>
        usage.Devices.FirstOrDefault(offered => offered.Address == address)?.NumaNode
        ?? (cells.Length == 1 ? cells[0].Id : host.Status?.Devices.FirstOrDefault(known => known.Address == address)?.NumaNode);

    private static LabNode<TDevice> Node<TDevice>(NumaCell cell, HostHoldings usage, HostHolders holders, IEnumerable<TDevice> devices) => new(
        cell.Id,
        [
            .. usage.Memory.Where(memory => memory.NumaNode == cell.Id && memory.TotalKiB > 0)
                .Select(memory => new NodeMemory(memory.PageSizeKiB, memory.TotalKiB, Math.Max(0, memory.TotalKiB - memory.HeldKiB))),
        ],
        [
            .. usage.Cpus.Where(cpu => cpu.NumaNode == cell.Id).GroupBy(cpu => cpu.Core)
                .Select(core => new HostCore([.. core.Select(cpu => Cpu(cpu, holders))])),
        ],
        [.. devices]);

    private static CoreCpu Cpu(CpuHolding holding, HostHolders holders)
    {
        string? machine = holding.Use == CpuUse.Dedicated ? holders.Among(holding.Holders) : null;
        return new CoreCpu(holding.Cpu, holding.Use, machine, machine is null ? null : holders.VcpuOn(machine, holding.Cpu), holding.Holders);
    }
}
