using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Views.Inventory;
using LustreOperator.Views.Tests.Topology;
using Shapes = LustreOperator.Views.Tests.Topology.Hosts;

namespace LustreOperator.Views.Tests.Inventory;

/// <summary>Hosts as agents of today report them, and machines on them.</summary>
internal static class InventoryLabs
{
    private const string Windows = "win10";

    /// <summary>Everything that a PCI function can be, on one host.</summary>
    public static InventoryState Everything() => State(
        [Versioned(Shapes.Reported("kvm1", [Shapes.Cell(0, 6, 1, 24, 96), Shapes.Cell(1, 6, 1, 24, 192)], [.. NodeZero(), .. ConnectX6(), .. NodeOne()])) with
        {
            Spec = new KvmHostSpec
            {
                Devices =
                [
                    new HostDeviceSpec { Address = "0000:05:00.0", Fabric = "ib-a" },
                    new HostDeviceSpec { Address = "0000:41:00.0", Fabric = "ib-a", VirtualFunctions = 4 },
                    new HostDeviceSpec { Address = "0000:81:00.0", Fabric = "eth-10g" },
                    new HostDeviceSpec { Address = "0000:82:00.0", Fabric = "ib-b" },
                ],
                Cpus = new HostCpuSpec { Reserved = "0" },
            },
        }],
        Machine("qa", "ha-oss-0", 0, "1-4", ["0000:05:00.0"], parked: "0000:05:00.1"),
        Machine("qa", "ha-oss-1", 1, "6-7", ["0000:41:00.1"]),
        Machine("other", "ha-oss-0", 0, "8-10", ["0000:41:00.2"]));

    /// <summary>The same as an agent reports it that knows none of the new fields.</summary>
    public static InventoryState Old()
    {
        InventoryState now = Everything();
        return now with
        {
            Hosts = [.. now.Hosts.Select(host => host with
            {
                Status = host.Status! with
                {
                    Devices = [.. host.Status.Devices.Select(device => new HostDevice
                    {
                        Address = device.Address, Vendor = device.Vendor, Product = device.Product, ProductName = device.ProductName, Class = device.Class,
                        NumaNode = device.NumaNode, IommuGroup = device.IommuGroup, Fabric = device.Fabric, VirtualFunction = device.VirtualFunction,
                        Offered = device.Offered, Reason = device.Reason,
                    })],
                    Conditions = [.. host.Status.Conditions.Where(condition => condition.Type == ConditionTypes.Ready)],
                },
            })],
        };
    }

    /// <summary>One node and nothing behind it that an HCA could be.</summary>
    public static InventoryState Small() => State([Versioned(Shapes.Reported("laptop", [Shapes.Cell(0, 4, 1, 16, 0)], []))]);

    /// <summary>Two sockets of twelve cores, eight HCAs with five virtual functions each, of which machines have two of three cards.</summary>
    public static InventoryState Crowded() => State(
        [Versioned(Shapes.Reported(
            "kvm1",
            [Shapes.Cell(0, 12, 2, 192, 32768, 24), Shapes.Cell(1, 12, 2, 192, 32768, 24)],
            [.. from card in Enumerable.Range(0, 8) from function in Enumerable.Range(0, 6) select Function(card, function)]))],
        [
            .. Enumerable.Range(0, 6).Select(i => Machine(
                "qa", $"bench-oss-{i}", i, $"{4 * i}-{(4 * i) + 3}", [Address(i, 1), Address(i, 2)], nodes: i < 3 ? "0" : "1")),
        ]);

    /// <summary>The largest shape: 128 CPUs and 128 virtual functions, with machines of two clusters.</summary>
    public static InventoryState Largest()
    {
        Fixture large = Fixtures.Large();
        return State(large.Lab.Hosts, [.. large.Lab.Machines]);
    }

    /// <summary>Hosts of all sorts: in use, cordoned, lost, new, with long names.</summary>
    public static InventoryState Several()
    {
        KvmHost lost = Shapes.Of2011("kvm3.storage-lab.tokyo.example.com", "ib-a", "ib-a");
        return State(
            [
                .. Everything().Hosts,
                Versioned(Shapes.Of2011("kvm2.storage-lab.tokyo.example.com", "ib-a", "ib-b")) with { Spec = new KvmHostSpec { Unschedulable = true } },
                lost with
                {
                    Status = lost.Status! with
                    {
                        Conditions = [.. lost.Status.Conditions, new Condition
                        {
                            Type = ConditionTypes.HostReachable, Status = ConditionStatus.False, Reason = "LeaseExpired", Message = "its agent has not renewed its Lease for 40 s",
                        }],
                    },
                },
                new KvmHost { Metadata = new ObjectMeta { Name = "kvm4" } },
            ],
            [.. Everything().Machines]);
    }

    /// <summary>Names as long as they may be.</summary>
    public static InventoryState Long()
    {
        const string fabric = "a-fabric-with-a-name-that-nobody-would-give-to-a-fabric-of-theirs";
        string name = string.Concat(Enumerable.Repeat("long-", 12)) + "oss";
        InventoryState state = Everything();
        return state with
        {
            Hosts = [.. state.Hosts.Select(host => host with
            {
                Metadata = host.Metadata with { Name = name },
                Spec = host.Spec with { Devices = [.. host.Spec.Devices.Select(device => device with { Fabric = fabric })] },
                Status = host.Status! with { Devices = [.. host.Status.Devices.Select(device => device with { Holder = device.Holder == Windows ? name : null, Fabric = null })] },
            })],
            Machines = [.. state.Machines.Select((machine, i) => machine with
            {
                Metadata = machine.Metadata with { Name = $"{name}-{i}" },
                Spec = machine.Spec with { Host = name },
            })],
        };
    }

    public static InventoryModel Model(this InventoryState state, params string[] names) => InventoryReader.Read(state, names);

    /// <summary>A machine that runs as wanted.</summary>
    public static LustreMachine Machine(string inNamespace, string name, int index, string cpus, string[] devices, string? parked = null, string? nodes = null)
    {
        LustreMachine machine = Shapes.Holder(inNamespace, name, "kvm1", cpus, devices);
        int count = machine.Spec.Cpu.VcpuPins.Count;
        var numa = CpuSet.Parse(nodes ?? (CpuSet.Parse(cpus).Min < 6 ? "0" : "1"));
        return machine with
        {
            Spec = machine.Spec with
            {
                Index = index,
                Roles = [MachineRole.OSS],
                Cpu = machine.Spec.Cpu with { Count = count },
                Memory = machine.Spec.Memory with { NumaNodes = numa },
                Networks = [.. machine.Spec.Networks.Select((network, i) => network with { Name = i == 0 ? "lnet" : "storage" })],
            },
            Status = new LustreMachineStatus
            {
                Domain = new DomainStatus { Name = $"{inNamespace}.{name}", State = DomainState.Running },
                Numa = numa,
                Pins = $"{count}/{count}",
                Hcas = $"{devices.Length}/{devices.Length}",
                Devices = [.. devices.Select(PciAddress.Parse)],
                ParkedDevices = parked is null ? [] : [PciAddress.Parse(parked)],
                LocalityPercent = 100,
                Conditions = [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.True, Reason = MachineReasons.Running }],
            },
        };
    }

    private static InventoryState State(IReadOnlyList<KvmHost> hosts, params LustreMachine[] machines) => new(hosts, machines, OnlyNamespace: null);

    private static KvmHost Versioned(KvmHost host) => host with
    {
        Metadata = host.Metadata with { CreationTimestamp = InventoryTables.Now - TimeSpan.FromDays(3) },
        Status = host.Status! with
        {
            Cpus = "3/11",
            Hcas = "2/6",
            NumaNodes = host.Status.Cells.Count,
            LibvirtVersion = "9.0.0",
            HypervisorVersion = "7.2.22",
            Conditions =
            [
                .. host.Status.Conditions,
                .. host.Metadata.Name == "kvm1" && host.Status.Devices.Count < 40 ? (Condition[])
                [
                    new Condition
                    {
                        Type = KvmHostConditionTypes.DevicesAsListed, Status = ConditionStatus.False, Reason = KvmHostReasons.SomeDevicesUnfit,
                        Message = "0000:82:00.0: the host has no such function",
                    },
                ] : [],
            ],
        },
    };

    private static IEnumerable<HostDevice> NodeZero() =>
    [
        new HostDevice { Address = PciAddress.Parse("0000:01:00.0"), Vendor = "144d", Product = "a808", Class = new PciClass(0x010802), NumaNode = 0, IommuGroup = 2, Driver = "nvme", Reason = "not listed" },
        Nic("0000:03:00.0", 5) with { Driver = "igb", HostUse = "interface eth0 has address 10.0.0.2", Reason = "the host uses it" },
        Nic("0000:03:00.1", 6) with { Driver = "igb", Reason = "not listed in KvmHost.spec.devices, and the agent cannot see what the host uses" },
        Hca("0000:05:00.0", 0, 14, "MT27700 Family [ConnectX-4]", "1013") with
        {
            GroupSiblings = [PciAddress.Parse("0000:05:00.1")], Driver = "vfio-pci", Link = "8 GT/s x16", LinkCapable = "8 GT/s x16", Holder = "qa/ha-oss-0", Offered = true,
            Fabric = "ib-a", Rdma = Rdma("mlx5_4", Port(1, "ACTIVE", "100 Gb/sec (4X EDR)")),
        },
        Hca("0000:05:00.1", 0, 14, "MT27700 Family [ConnectX-4]", "1013") with
        {
            GroupSiblings = [PciAddress.Parse("0000:05:00.0")], Driver = "vfio-pci", Link = "8 GT/s x16", LinkCapable = "8 GT/s x16", Reason = "not listed in KvmHost.spec.devices",
        },
    ];

    private static IEnumerable<HostDevice> ConnectX6() =>
    [
        Hca("0000:41:00.0", 1, 31, "MT28908 Family [ConnectX-6]", "101b") with
        {
            Driver = "mlx5_core", Link = "16 GT/s x16", LinkCapable = "16 GT/s x16", Fabric = "ib-a", Reason = "it has virtual functions, which are offered",
            Sriov = new HostDeviceSriov { Maximum = 8, Functions = 4, Free = 1 },
            Rdma = Rdma("mlx5_0", Port(1, "ACTIVE", "200 Gb/sec (4X HDR)")),
        },
        .. Enumerable.Range(1, 4).Select(i => Hca($"0000:41:00.{i}", 1, 31 + i, "MT28908 Family [ConnectX-6 Virtual Function]", "101c") with
        {
            VirtualFunction = true,
            PhysicalFunction = PciAddress.Parse("0000:41:00.0"),
            Fabric = "ib-a",
            Driver = i < 4 ? "vfio-pci" : null,
            Holder = i switch { 1 => "qa/ha-oss-1", 2 => "other/ha-oss-0", 3 => Windows, _ => null },
            Offered = true,
        }),
    ];

    private static IEnumerable<HostDevice> NodeOne() =>
    [
        Hca("0000:81:00.0", 1, 50, "MT27800 Family [ConnectX-5]", "1017") with
        {
            Class = new PciClass(0x020000), Driver = "mlx5_core", Link = "8 GT/s x4", LinkCapable = "8 GT/s x8", Fabric = "eth-10g", Offered = true,
            Rdma = Rdma("mlx5_5", Port(1, "ACTIVE", "25 Gb/sec (1X EDR)") with { LinkLayer = "Ethernet" }, Port(2, "DOWN", "10 Gb/sec (4X SDR)")),
        },
    ];

    // A card has one physical and five virtual functions.
    private static HostDevice Function(int card, int function) => Hca(
        Address(card, function), card / 4, 10 + (10 * card) + function, function == 0 ? "MT28908 Family [ConnectX-6]" : "MT28908 Family [ConnectX-6 Virtual Function]",
        function == 0 ? "101b" : "101c") with
    {
        VirtualFunction = function > 0,
        PhysicalFunction = function > 0 ? PciAddress.Parse(Address(card, 0)) : null,
        Driver = function == 0 ? "mlx5_core" : function < 3 && card < 6 ? "vfio-pci" : null,
        Fabric = card % 2 == 0 ? "ib-a" : "srp-sfa1",
        Link = function == 0 ? "16 GT/s x16" : null,
        LinkCapable = function == 0 ? "16 GT/s x16" : null,
        Holder = function is 1 or 2 && card < 6 ? $"qa/bench-oss-{card}" : null,
        Sriov = function == 0 ? new HostDeviceSriov { Maximum = 16, Functions = 5, Free = card < 6 ? 3 : 5 } : null,
        Rdma = function == 0 ? Rdma($"mlx5_{card}", Port(1, "ACTIVE", "200 Gb/sec (4X HDR)")) : null,
        Offered = function > 0,
        Reason = function == 0 ? "it has virtual functions, which are offered" : null,
    };

    private static string Address(int card, int function) => string.Create(CultureInfo.InvariantCulture, $"0000:{(card < 4 ? 0x21 : 0xa1) + card:x2}:00.{function}");

    private static HostDevice Hca(string address, int node, int group, string product, string id) => new()
    {
        Address = PciAddress.Parse(address),
        Vendor = "15b3",
        Product = id,
        ProductName = product,
        Class = new PciClass(0x020700),
        NumaNode = node,
        IommuGroup = group,
    };

    private static HostDevice Nic(string address, int group) => new()
    {
        Address = PciAddress.Parse(address),
        Vendor = "8086",
        Product = "1521",
        ProductName = "I350 Gigabit Network Connection",
        Class = new PciClass(0x020000),
        NumaNode = 0,
        IommuGroup = group,
        Link = "5 GT/s x4",
        LinkCapable = "5 GT/s x4",
    };

    private static HostDeviceRdma Rdma(string device, params HostDeviceRdmaPort[] ports) =>
        new() { Device = device, NodeGuid = "b8ce:f603:0012:3456", Firmware = "20.35.1012", Board = "MT_0000000224", Ports = ports };

    private static HostDeviceRdmaPort Port(int number, string state, string rate) => new()
    {
        Number = number,
        LinkLayer = "InfiniBand",
        Rate = rate,
        State = state,
        PhysicalState = state == "DOWN" ? "Polling" : "LinkUp",
    };
}
