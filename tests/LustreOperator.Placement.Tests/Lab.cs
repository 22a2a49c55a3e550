using System.Security.Cryptography;
using System.Text;
using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Hosts, machines and wishes in few words.</summary>
internal static class Lab
{
    public const long GiB = 1024 * 1024;

    // Of a group: as many as any test asks for.
    private const int MostMachines = 1000;

    /// <summary>A UUID that is always the same for a name.</summary>
    public static Guid Uuid(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    /// <summary>The machine of 2011: two sockets of six cores, 48 GiB, four HCAs of 15b3:673c, two per socket, each its own IOMMU group.</summary>
    public static KvmHost Host2011(string name, params string?[] fabrics) => Host(name, nodes: 2, cpusPerNode: 6, gibPerNode: 24) with
    {
        Spec = new KvmHostSpec
        {
            Devices = [.. fabrics.Select((fabric, i) => new HostDeviceSpec { Address = $"{Address(i)}", Fabric = fabric })],
        },
        Status = Status(2, 6, 1, 24) with { Devices = [.. Enumerable.Range(0, 4).Select(i => Hca(i, node: i / 2))] },
    };

    public static KvmHost Host(string name, int nodes = 1, int cpusPerNode = 4, int threads = 1, int gibPerNode = 16, params HostDevice[] devices) => new()
    {
        Metadata = new ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["lab"] = "tokyo" } },
        Status = Status(nodes, cpusPerNode, threads, gibPerNode) with { Devices = devices },
    };

    public static HostDevice Hca(int i, int? node = 0, string? fabric = null, int? group = null) => new()
    {
        Address = Address(i),
        Vendor = "15b3",
        Product = "673c",
        NumaNode = node,
        IommuGroup = group ?? 10 + i,
        Fabric = fabric,
        Offered = true,
    };

    public static PciAddress Address(int i) => new(0, (byte)(i + 1), 0, 0);

    public static MachineGroup Group(string name, int cpus = 1, string memory = "1Gi", string? hugepages = null, params string[] networks) => new()
    {
        Name = name,
        Roles = name.StartsWith("oss", StringComparison.Ordinal) ? [MachineRole.OSS]
            : name.StartsWith("mds", StringComparison.Ordinal) ? [MachineRole.MGS, MachineRole.MDS]
            : name.StartsWith("router", StringComparison.Ordinal) ? [MachineRole.Router] : [MachineRole.Client],
        Count = MostMachines,
        Cpu = new CpuSpec { Count = cpus },
        Memory = new MemorySpec { Size = Quantity.Of(memory), Hugepages = hugepages is null ? null : Quantity.Of(hugepages) },
        Networks = networks,
    };

    public static MachineGroup Sharing(this MachineGroup group) => group with { Cpu = group.Cpu with { Pinning = CpuPinning.Shared } };

    public static MachineGroup Isolated(this MachineGroup group) => group with { Cpu = group.Cpu with { Emulator = EmulatorPlacement.Isolated } };

    public static IEnumerable<MachineWish> Times(this MachineGroup group, int count) => Enumerable.Range(0, count).Select(i => Wish(group, i));

    public static MachineWish Wish(MachineGroup group, int index = 0, LustreMachine? current = null) =>
        new("qa", $"c-{group.Name}-{index}", "c", group, index, current);

    public static NetworkSpec Net(string name, string? fabric = null) => new() { Name = name, Hca = new HcaSelector { Fabric = fabric } };

    public static PlacementProblem Problem(IEnumerable<KvmHost> hosts, IEnumerable<MachineWish> wishes, params NetworkSpec[] networks) =>
        new([.. hosts], [], null, NumaPolicy.Required, [.. wishes], networks);

    /// <summary>The object that the operator makes of an assignment.</summary>
    public static LustreMachine Machine(MachineWish wish, MachineAssignment place) => new()
    {
        Metadata = new ObjectMeta { Namespace = wish.Namespace, Name = wish.Name },
        Spec = new LustreMachineSpec
        {
            Cluster = wish.Cluster,
            Group = wish.Group.Name,
            Index = wish.Index,
            Host = place.Host,
            Cpu = new MachineCpu
            {
                Count = wish.Group.Cpu.Count,
                Pinning = wish.Group.Cpu.Pinning,
                VcpuPins = place.VcpuPins,
                EmulatorCpus = place.EmulatorCpus,
            },
            Memory = new MachineMemory { Size = wish.Group.Memory.Size, Hugepages = wish.Group.Memory.Hugepages, NumaNodes = place.MemoryNodes },
            Networks = [.. place.Devices.Select(device => new MachineNetwork { Name = device.Key, Device = device.Value })],
        },
    };

    public static IReadOnlyList<LustreMachine> Machines(PlacementProblem problem, PlacementResult result) =>
        [.. problem.Wishes.Zip(result.Assignments, Machine)];

    /// <summary>A machine with CPUs of its own and 1 GiB.</summary>
    public static LustreMachine Holder(string name, string host, string cpus, string memory = "1Gi", string? node = null, params PciAddress[] devices) => new()
    {
        Metadata = new ObjectMeta { Namespace = "other", Name = name },
        Spec = new LustreMachineSpec
        {
            Cluster = "x",
            Group = name,
            Host = host,
            Cpu = new MachineCpu
            {
                VcpuPins = [.. CpuSet.Parse(cpus).Select((cpu, i) => new VcpuPin { Vcpu = i, Cpus = [cpu] })],
                EmulatorCpus = CpuSet.Parse(cpus),
            },
            Memory = new MachineMemory { Size = Quantity.Of(memory), NumaNodes = node is null ? null : CpuSet.Parse(node) },
            Networks = [.. devices.Select((address, i) => new MachineNetwork { Name = $"n{i}", Device = address })],
        },
    };

    private static KvmHostStatus Status(int nodes, int cpusPerNode, int threads, int gibPerNode) => new()
    {
        Conditions = [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.True, Reason = KvmHostReasons.AgentServing }],
        Cells =
        [
            .. Enumerable.Range(0, nodes).Select(node => new NumaCell
            {
                Id = node,
                MemoryKiB = gibPerNode * GiB,
                Cpus =
                [
                    .. Enumerable.Range(node * cpusPerNode, cpusPerNode).Select(cpu => new HostCpu
                    {
                        Id = cpu,
                        Socket = node,
                        Core = cpu / threads,
                        Siblings = CpuSet.From(Enumerable.Range(cpu / threads * threads, threads)),
                    }),
                ],
            }),
        ],
    };
}
