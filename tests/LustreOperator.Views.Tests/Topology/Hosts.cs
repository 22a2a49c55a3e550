using System.Globalization;
using LustreOperator.Api;

namespace LustreOperator.Views.Tests.Topology;

/// <summary>Hosts as their agents report them.</summary>
internal static class Hosts
{
    private const long KiBPerGiB = 1024 * 1024;

    /// <summary>
    /// The machine of 2011: two sockets of six cores; behind each two QDR HCAs and a 10GbE NIC; 24 GiB a node, 16 of them in 2 MiB pages.
    /// </summary>
    public static KvmHost Of2011(string name, string first, string second) => Reported(
        name,
        [Cell(0, 6, 1, 24, 8192), Cell(1, 6, 1, 24, 8192)],
        [
            ConnectX("0000:05:00.0", 0, Either(first, second, 0)), ConnectX("0000:06:00.0", 0, Either(first, second, 1)), Intel("0000:07:00.0", 0),
            ConnectX("0000:85:00.0", 1, Either(first, second, 2)), ConnectX("0000:86:00.0", 1, Either(first, second, 3)), Intel("0000:87:00.0", 1),
        ]);

    /// <summary>Two sockets with hyperthreads, the first core of each reserved.</summary>
    public static KvmHost WithThreads(string name, int coresPerNode) => Reported(
        name,
        [Cell(0, coresPerNode, 2, 32, 0, 2 * coresPerNode), Cell(1, coresPerNode, 2, 32, 0, 2 * coresPerNode)],
        [ConnectX("0000:05:00.0", 0, "ib-a"), ConnectX("0000:85:00.0", 1, "ib-a"), ConnectX("0000:86:00.0", 1, "ib-a")]) with
    {
        Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "0,16", Shared = "12-15,28-31" } },
    };

    /// <summary>Two sockets of 32 cores with two threads each, and 64 virtual functions behind each.</summary>
    public static KvmHost WithVirtualFunctions(string name) => Reported(
        name,
        [Cell(0, 32, 2, 256, 0, 64), Cell(1, 32, 2, 256, 0, 64)],
        [
            .. from bus in (int[])[0x05, 0x85]
               from function in Enumerable.Range(0, 64)
               select ConnectX(string.Create(CultureInfo.InvariantCulture, $"0000:{bus:x2}:{function / 8:x2}.{function % 8}"), bus >> 7, "ib-a") with
               {
                   Product = "101c",
                   ProductName = "MT28908 Family [ConnectX-6 Virtual Function]",
                   VirtualFunction = true,
                   IommuGroup = (bus * 64) + function,
               },
        ]);

    /// <summary>A machine of another cluster.</summary>
    public static LustreMachine Holder(string inNamespace, string name, string host, string cpus, params string[] devices) => new()
    {
        Metadata = new ObjectMeta { Namespace = inNamespace, Name = name },
        Spec = new LustreMachineSpec
        {
            Cluster = "x",
            Group = "oss",
            Host = host,
            Cpu = new MachineCpu
            {
                VcpuPins = [.. CpuSet.Parse(cpus).Select((cpu, i) => new VcpuPin { Vcpu = i, Cpus = [cpu] })],
                EmulatorCpus = CpuSet.Parse(cpus),
            },
            Memory = new MachineMemory { Size = Quantity.Of("4Gi") },
            Networks = [.. devices.Select((address, i) => new MachineNetwork { Name = $"n{i}", Device = PciAddress.Parse(address) })],
        },
    };

    // Of four HCAs of one fabric each, or two cabled in turn.
    private static string Either(string first, string second, int i) => i % 2 == 0 ? first : second;

    public static KvmHost Reported(string name, IReadOnlyList<NumaCell> cells, IReadOnlyList<HostDevice> devices) => new()
    {
        Metadata = new ObjectMeta { Name = name, Generation = 1 },
        Status = new KvmHostStatus
        {
            Cells = cells,
            Devices = devices,
            Conditions = [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.True, Reason = KvmHostReasons.AgentServing }],
        },
    };

    public static NumaCell Cell(int node, int cores, int threads, int gib, int hugepages, int threadStride = 0) => new()
    {
        Id = node,
        MemoryKiB = gib * KiBPerGiB,
        Hugepages = hugepages == 0 ? [] : [new HugepagePool { SizeKiB = 2048, Total = hugepages }],
        Cpus =
        [
            .. from thread in Enumerable.Range(0, threads)
               from core in Enumerable.Range(node * cores, cores)
               select new HostCpu
               {
                   Id = core + (thread * threadStride),
                   Socket = node,
                   Core = core,
                   Siblings = CpuSet.From(Enumerable.Range(0, threads).Select(sibling => core + (sibling * threadStride))),
               },
        ],
    };

    private static HostDevice ConnectX(string address, int node, string fabric) => Device(address, node, fabric) with
    {
        Vendor = "15b3",
        Product = "673c",
        ProductName = "ConnectX-2 VPI",
        Class = new PciClass(0x0c0600),
    };

    private static HostDevice Intel(string address, int node) => Device(address, node, "eth-10g") with
    {
        Vendor = "8086",
        Product = "10fb",
        ProductName = "82599ES 10-Gigabit SFI/SFP+ Network Connection",
        Class = new PciClass(0x020000),
    };

    private static HostDevice Device(string address, int node, string fabric) =>
        new() { Address = PciAddress.Parse(address), NumaNode = node, Fabric = fabric, Offered = true };
}
