using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Hosts of many NUMA nodes: EPYC with an L3 cache as a node, large SMP machines, as far as a host can go.</summary>
internal static class WideHost
{
    /// <summary>Nodes of 16 CPUs and 32 GiB; two sockets, with one in four nodes farther away within each.</summary>
    public static KvmHost Of(int nodes, int devicesPerNode = 0, long hugepagesPerNode = 0, bool isUneven = false)
    {
        KvmHost host = Lab.Host("kvm1", nodes, cpusPerNode: 16, threads: 2, gibPerNode: 32);
        return host with
        {
            Status = host.Status! with
            {
                Cells =
                [
                    .. host.Status.Cells.Select(cell => cell with
                    {
                        MemoryKiB = cell.MemoryKiB - (isUneven ? (cell.Id * 7919 % 97) * 64 * 1024 : 0),
                        Hugepages = hugepagesPerNode == 0 ? [] : [new HugepagePool { SizeKiB = 2048, Total = hugepagesPerNode - (isUneven ? cell.Id * 31 % 17 : 0) }],
                        Distances = [.. Enumerable.Range(0, nodes).Select(other => Distance(nodes, cell.Id, other))],
                    }),
                ],
                Devices = [.. Enumerable.Range(0, nodes * devicesPerNode).Select(i => Lab.Hca(i, i / devicesPerNode, i % 3 == 0 ? "ib-a" : "ib-b") with
                {
                    Address = new PciAddress(i >> 8, (byte)i, 0, 0),
                })],
            },
        };
    }

    public static int Distance(int nodes, int from, int to) =>
        from == to ? 10 : from / (nodes / 2) != to / (nodes / 2) ? 32 : from % 4 == to % 4 ? 11 : 12;

    /// <summary>A machine that is bound to some nodes, or to all.</summary>
    public static LustreMachine Bound(int number, int nodes, string memory, Func<int, bool> isOn) =>
        Lab.Holder($"m{number:d4}", "kvm1", "", memory, CpuSet.From(Enumerable.Range(0, nodes).Where(isOn)).ToString());
}
