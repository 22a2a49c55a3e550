using LustreOperator.Api;
using LustreOperator.Libvirt;
using VcpuPin = LustreOperator.Api.VcpuPin;

namespace LustreOperator.Agent.Tests;

/// <summary>Machines and domains for the planner's specifications: one vCPU on host CPU 3, 256 MiB, one disk, one NIC.</summary>
internal static class Given
{
    public const string Uid = "11111111-1111-1111-1111-111111111111";
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static LustreMachine Machine(Func<LustreMachineSpec, LustreMachineSpec>? change = null) => new()
    {
        Metadata = new ObjectMeta { Namespace = "qa", Name = "ha-oss-0", Uid = Uid, Generation = 2, CreationTimestamp = Now },
        Spec = (change ?? (spec => spec))(new LustreMachineSpec
        {
            Cluster = "ha",
            Group = "oss",
            Host = "kvm1",
            PowerState = PowerState.Running,
            ShutdownGraceSeconds = 60,
            Cpu = new MachineCpu { Count = 1, VcpuPins = [new VcpuPin { Vcpu = 0, Cpus = CpuSet.Parse("3") }], EmulatorCpus = CpuSet.Parse("3") },
            Memory = new MachineMemory { Size = Quantity.Of("256Mi"), NumaNodes = CpuSet.Parse("0") },
            Networks = [new MachineNetwork { Name = "lnet", Bridge = "br0", Mac = "02:00:00:00:00:01" }],
            Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("64Mi") }],
        }),
        Status = new LustreMachineStatus { ObservedGeneration = 2 },
    };

    public static LustreMachine Deleted(this LustreMachine machine) =>
        machine with { Metadata = machine.Metadata with { DeletionTimestamp = Now } };

    /// <summary>What is when nothing is there yet.</summary>
    public static MachineObservation Nothing(LustreMachine machine) => new() { Machine = machine, DomainType = DomainType.Qemu };

    /// <summary>What is when the machine's domain is there as its spec says, and its volumes.</summary>
    public static MachineObservation Domain(LustreMachine machine, DomainState state, Func<DomainDefinition, DomainDefinition>? live = null)
    {
        DomainDefinition wanted = DomainTemplate.Domain(machine, DomainType.Qemu, null);
        DomainDefinition runs = (live ?? (definition => definition))(wanted);
        bool isActive = state != DomainState.ShutOff;
        return Nothing(machine) with
        {
            Domain = new DomainSnapshot
            {
                Identity = new DomainIdentity(wanted.Name, wanted.Uuid!.Value),
                State = state,
                StateReason = isActive ? "booted" : "destroyed",
                IsPersistent = true,
                Inactive = Description(wanted),
                Live = isActive ? Description(runs) : null,
                VcpuAffinity = isActive ? runs.VcpuPins.Select(pin => new VcpuAffinity(pin.VCpu, pin.Cpus, null)).ToValueList() : default,
            },
            Volumes = [.. machine.Spec.Disks.Select(disk => Volume(disk.Pool, VolumeNames.Of(machine, disk)))],
        };
    }

    public static StorageVolume Volume(string pool, string name, VolumeFormat? format = VolumeFormat.Raw, long capacity = 1L << 40) =>
        new() { Pool = pool, Name = name, Path = "/pool/" + name, Format = format, CapacityBytes = capacity };

    public static StoragePool Pool(string name, string type = "dir", bool isActive = true) => new() { Name = name, Type = type, IsActive = isActive };

    /// <summary>The status that a look leads to.</summary>
    public static LustreMachineStatus Status(MachineObservation observed, MachineFault? failure = null, HostInventory? host = null, DateTimeOffset? now = null) =>
        Status(MachinePlanner.Plan(observed with { Topology = host ?? Host, Now = now ?? Now }), failure);

    /// <summary>The status of a plan that was carried out and changed nothing of what is seen.</summary>
    public static LustreMachineStatus Status(MachinePlan plan, MachineFault? failure = null) =>
        MachineStatusBuilder.Build(plan, plan, failure, plan.Look.Machine.Status?.Conditions);

    /// <summary>Whether the host holds nothing of the machine any more.</summary>
    public static bool IsReleased(MachineObservation observed) => Status(observed).Conditions.IsTrue(MachineConditionTypes.Released);

    /// <summary>The same with the volumes that a plan makes.</summary>
    public static MachineObservation Made(MachineObservation observed, MachinePlan plan) => observed with
    {
        Volumes = [.. observed.Volumes, .. plan.Actions.OfType<CreateVolume>().Select(create => Volume(create.Volume.Pool, create.Volume.Name, create.Volume.Format, create.Volume.CapacityBytes))],
    };

    /// <summary>The same with a pool that cannot be looked at.</summary>
    public static MachineObservation Stopped(MachineObservation observed, string pool = "default") => observed with
    {
        Volumes = [.. observed.Volumes.Where(volume => volume.Pool != pool)],
        Storage = StorageSight.None with
        {
            Pools = StorageSight.None.Pools.Add(pool, Pool(pool, isActive: false)),
            Faults = StorageSight.None.Faults.Add(pool, new PoolFault(PoolFaults.Stopped(pool, "kvm1"))),
        },
    };

    public static DomainDescription Description(DomainDefinition definition) =>
        new() { Definition = definition, Xml = "", Machine = "pc-q35-7.2", FreePciePorts = definition.SparePciePorts, OnlineVCpus = definition.VCpus };

    public static HostInventory Host { get; } = new(
        new HostCapabilities
        {
            HostName = "kvm1",
            LibvirtVersion = new Version(9, 0),
            HypervisorVersion = new Version(7, 2),
            Architecture = "x86_64",
            Cells = ValueList.Create<Libvirt.NumaCell>([Cell(0, 0), Cell(1, 4)]),
        },
        [], [], [], []);

    /// <summary>A NIC of node 0 that is alone in the IOMMU group of its bus number, unless changed.</summary>
    public static PciDevice Function(string address, int? group = null, string? driver = "e1000e", int classCode = 0x020000)
    {
        var at = PciAddress.Parse(address);
        return new PciDevice
        {
            Address = at,
            Name = "pci_" + address.Replace(':', '_').Replace('.', '_'),
            Class = new PciClass(classCode),
            VendorId = 0x8086,
            ProductId = 0x10d3,
            Driver = driver,
            NumaNode = 0,
            IommuGroup = new IommuGroup(group ?? at.Bus, [at]),
        };
    }

    /// <summary>A host with PCI functions.</summary>
    public static HostInventory HostWith(params PciDevice[] functions) => Host with { PciDevices = functions };

    /// <summary>The same with an agent on it, that sees what the host uses functions for; null: not used.</summary>
    public static HostInventory Seen(this HostInventory host, params (string Address, string? Use)[] uses) => host with
    {
        Files = host.PciDevices.ToDictionary(
            function => function.Address,
            function => new FunctionFacts
            {
                HostUse = uses.FirstOrDefault(use => use.Address == function.Address.ToString()).Use,
                Interfaces = function.Class.Code >> 16 == 2 ? ["eth0"] : [],
            }),
    };

    /// <summary>A domain that has a function.</summary>
    public static HostInventory Held(this HostInventory host, string domain, string address, string? ownerUid = null) => host with
    {
        Domains = [.. host.Domains, new DomainSummary(domain, Guid.NewGuid(), DomainState.Running)
        {
            HostDevices = [PciAddress.Parse(address)],
            Metadata = ownerUid is null ? [] : [(DomainTemplate.Mark(Machine(), null) with { MachineUid = ownerUid }).Write()],
        }],
    };

    /// <summary>What the admin lists.</summary>
    public static KvmHostSpec Listing(params string[] addresses) => new() { Devices = [.. addresses.Select(address => new HostDeviceSpec { Address = address })] };

    /// <summary>A machine with functions.</summary>
    public static LustreMachine MachineWith(params string[] functions) => Machine(spec => spec with
    {
        Networks = [.. functions.Select((address, index) => new MachineNetwork { Name = $"ib{index}", Device = PciAddress.Parse(address) })],
    });

    private static Libvirt.NumaCell Cell(int id, int firstCpu) => new()
    {
        Id = id,
        MemoryKiB = 1 << 20,
        Cpus = Enumerable.Range(firstCpu, 4).Select(cpu => new Libvirt.HostCpu { Id = cpu, SocketId = id, CoreId = cpu, Siblings = CpuSet.Of(cpu) }).ToValueList(),
        Pages = default,
    };
}
