using LustreOperator.Api;

namespace LustreOperator.Views.Tests.Topology;

/// <summary>The product's three topologies on hosts of 2011.</summary>
internal static class Fixtures
{
    private static readonly NetworkSpec s_ibA = Hca("lnet", "o2ib0", "ib-a");

    public static Fixture Ha() => Fixture.Of(
        "ha",
        new LustreClusterSpec
        {
            Placement = new PlacementSpec { Numa = NumaPolicy.Required },
            Networks = [s_ibA],
            Machines =
            [
                Group("mds", 2, 2, "3Gi", [MachineRole.MGS, MachineRole.MDS], "lnet"), Group("oss", 2, 4, "4Gi", [MachineRole.OSS], "lnet"),
                Group("client", 3, 2, "2Gi", [MachineRole.Client], "lnet"),
            ],
        },
        [Hosts.Of2011("kvm1", "ib-a", "ib-a"), Hosts.Of2011("kvm2", "ib-a", "ib-a"), Hosts.Of2011("kvm3", "ib-b", "ib-b")]);

    public static Fixture Nhop() => Fixture.Of(
        "nhop",
        new LustreClusterSpec
        {
            Placement = new PlacementSpec { Numa = NumaPolicy.Required },
            Networks = [s_ibA, Hca("ethernet", "tcp0", "eth-10g"), Hca("lnet-far", "o2ib1", "ib-b")],
            Machines =
            [
                Group("mds", 1, 2, "4Gi", [MachineRole.MGS, MachineRole.MDS], "lnet"), Group("oss", 1, 4, "6Gi", [MachineRole.OSS], "lnet"),
                Group("router-a", 1, 2, "2Gi", [MachineRole.Router], "lnet", "ethernet"),
                Group("router-b", 1, 2, "2Gi", [MachineRole.Router], "ethernet", "lnet-far"),
                Group("client", 1, 2, "4Gi", [MachineRole.Client], "lnet-far"),
            ],
        },
        [Hosts.Of2011("kvm1", "ib-a", "ib-b"), Hosts.Of2011("kvm2", "ib-a", "ib-b")]);

    public static Fixture Bench() => Fixture.Of(
        "bench",
        new LustreClusterSpec
        {
            Placement = new PlacementSpec { Numa = NumaPolicy.Required },
            Networks = [s_ibA, Hca("storage", lnet: null, "srp-sfa1")],
            Machines =
            [
                Group("oss", 4, 6, "12Gi", [MachineRole.OSS], "lnet", "storage") with
                {
                    MaxPerHost = 2,
                    Memory = new MemorySpec { Size = Quantity.Of("12Gi"), Hugepages = Quantity.Of("2Mi") },
                },
                Group("mds", 1, 4, "4Gi", [MachineRole.MGS, MachineRole.MDS], "lnet"), Group("client", 7, 2, "2Gi", [MachineRole.Client], "lnet"),
            ],
        },
        [
            Hosts.Of2011("kvm1", "ib-a", "srp-sfa1"), Hosts.Of2011("kvm2", "ib-a", "srp-sfa1"), Hosts.Of2011("kvm3", "ib-a", "ib-a"),
            Hosts.Of2011("kvm4", "ib-a", "ib-a"), Hosts.Of2011("kvm5", "ib-b", "ib-b") with { Spec = new KvmHostSpec { Unschedulable = true } },
        ]);

    /// <summary>Asks for more than there is.</summary>
    public static Fixture NotPlaced() => Fixture.Of(
        "big",
        new LustreClusterSpec
        {
            Networks = [s_ibA, new NetworkSpec { Name = "management", Bridge = "br0" }],
            Machines = [Group("oss", 2, 16, "12Gi", [MachineRole.OSS], "lnet", "management")],
        },
        [Hosts.Of2011("kvm1", "ib-a", "ib-a"), Hosts.Of2011("kvm2", "ib-a", "ib-a")]);

    /// <summary>Shared and dedicated machines, one of another cluster, reserved CPUs, hyperthreads, isolated emulators and a bridge.</summary>
    public static Fixture Mixed() => Fixture.Of(
        "mixed",
        new LustreClusterSpec
        {
            Networks = [s_ibA, new NetworkSpec { Name = "management", Lnet = LnetNet.Of("tcp0"), Bridge = "br0" }],
            Machines =
            [
                Group("oss", 2, 4, "8Gi", [MachineRole.OSS], "lnet", "management") with
                {
                    Cpu = new CpuSpec { Count = 4, Emulator = EmulatorPlacement.Isolated },
                },
                Group("client", 3, 2, "2Gi", [MachineRole.Client], "management") with { Cpu = new CpuSpec { Count = 2, Pinning = CpuPinning.Shared } },
            ],
        },
        [Hosts.WithThreads("kvm1", coresPerNode: 8)],
        Hosts.Holder("other", "x-oss-0", "kvm1", "6,22", "0000:86:00.0"));

    /// <summary>The largest host: 128 CPUs and 128 virtual functions.</summary>
    public static Fixture Large() => Fixture.Of(
        "large",
        new LustreClusterSpec
        {
            Networks = [s_ibA],
            Machines = [Group("oss", 10, 6, "4Gi", [MachineRole.OSS], "lnet")],
        },
        [Hosts.WithVirtualFunctions("kvm1")],
        Hosts.Holder("other", "x-oss-0", "kvm1", "40-43,104-107", "0000:85:01.0"));

    /// <summary>Seven hosts, so that the last row is not full, long names, and a machine that is not as it should be.</summary>
    public static Fixture Wide() => Fixture.Of(
        "a-cluster-with-a-name-that-hardly-fits",
        new LustreClusterSpec
        {
            Networks = [s_ibA, Hca("a-storage-network-of-the-lab", lnet: null, "srp-sfa1")],
            Machines =
            [
                Group("servers-of-objects", 14, 6, "12Gi", [MachineRole.MGS, MachineRole.MDS, MachineRole.OSS], "lnet", "a-storage-network-of-the-lab") with
                {
                    Memory = new MemorySpec { Size = Quantity.Of("12Gi"), Hugepages = Quantity.Of("2Mi") },
                },
            ],
        },
        [.. Enumerable.Range(1, 7).Select(i => Hosts.Of2011($"kvm{i}.storage-lab.tokyo.example.com", "ib-a", "srp-sfa1"))])
        .WithMachines(machine => machine.Spec.Index > 0 ? machine : machine with
        {
            Status = machine.Status! with
            {
                Pins = "5/6",
                Domain = new DomainStatus { State = DomainState.ShutOff },
                Conditions = [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.False, Reason = MachineReasons.CrashLoopBackOff }],
            },
        });

    public static MachineGroup Group(string name, int count, int cpus, string memory, IReadOnlyList<MachineRole> roles, params string[] networks) => new()
    {
        Name = name,
        Roles = roles,
        Count = count,
        Cpu = new CpuSpec { Count = cpus },
        Memory = new MemorySpec { Size = Quantity.Of(memory) },
        Networks = networks,
    };

    private static NetworkSpec Hca(string name, string? lnet, string fabric) => new() { Name = name, Lnet = lnet is null ? null : LnetNet.Of(lnet), Hca = new HcaSelector { Fabric = fabric } };
}
