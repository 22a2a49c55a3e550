using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.Simulation;
using VcpuPin = LustreOperator.Api.VcpuPin;

namespace LustreOperator.Agent.Tests;

/// <summary>Observe, plan and act on the machine of the 2011 talk, simulated: an OSS of the bench with everything on node 1.</summary>
internal sealed class AgentOnSimulatedHostTests
{
    private const string LnetHca = "0000:85:00.0";
    private const string StorageHca = "0000:86:00.0";

    private SimulatedHost _host = null!;
    private SimulatedHypervisor _hypervisor = null!;
    private AgentRounds _agent = null!;

    [SetUp]
    public void Start()
    {
        _host = SimulatedHost.Open("simulated:///talk-2011?host=kvm1");
        _hypervisor = _host.Connect();
        _agent = new AgentRounds(_hypervisor);
    }

    [TearDown]
    public async Task Stop()
    {
        await _hypervisor.DisposeAsync();
        _host.Dispose();
    }

    [Test]
    public async Task Machine_runs_with_its_pins_hcas_and_memory_on_one_node()
    {
        LustreMachine machine = Machine("oss-0");

        MachineObservation observed = await Converge(machine);

        LustreMachineStatus status = await StatusOf(observed);
        Assert.That((status.Pins, status.Hcas, $"{status.Numa}", status.LocalityPercent), Is.EqualTo(("6/6", "2/2", "1", 100)));
        Assert.That(status.Conditions.Find(ConditionTypes.Ready), Has.Property("Status").EqualTo(ConditionStatus.True));
        Assert.That(await DriverOf(LnetHca), Is.EqualTo("vfio-pci"));
        Assert.That(await FreeHugepages(), Is.EqualTo((8192L, 2048L)));
    }

    [Test]
    public async Task Healthy_machine_needs_nothing()
    {
        LustreMachine machine = Machine("oss-0");
        await Converge(machine);

        Assert.That(MachinePlanner.Plan(await Observe(machine)).Actions, Is.Empty);
    }

    [Test]
    public async Task Pin_by_other_hands_is_told_and_put_back()
    {
        LustreMachine machine = Machine("oss-0");
        MachineObservation observed = await Converge(machine);
        await using SimulatedHypervisor virsh = _host.Connect();
        await virsh.PinVcpuAsync(observed.Domain!.Identity.Uuid, 2, CpuSet.Of(0), DomainScope.Live, CancellationToken.None);

        Assert.That(MachinePlanner.Plan(await Observe(machine)).Differences.Select(difference => difference.Text.Field), Is.EqualTo(new[] { "vcpuPins[2]" }));
        Assert.That(Events().OfType<DomainTuned>(), Is.Not.Empty);
        Assert.That((await Converge(machine)).Domain!.VcpuAffinity[2].Cpus, Is.EqualTo(CpuSet.Of(8)));
    }

    [Test]
    public async Task Affinity_set_behind_libvirts_back_is_put_back()
    {
        LustreMachine machine = Machine("oss-0");
        MachineObservation observed = await Converge(machine);
        _host.SetAffinity(observed.Domain!.Identity.Uuid, 5, CpuSet.Parse("0-11"));

        Assert.That((await Converge(machine)).Domain!.VcpuAffinity[5].Cpus, Is.EqualTo(CpuSet.Of(11)));
    }

    [Test]
    public async Task Detached_hca_is_attached_again()
    {
        LustreMachine machine = Machine("oss-0");
        MachineObservation observed = await Converge(machine);
        await _hypervisor.DetachDeviceAsync(
            observed.Domain!.Identity.Uuid, new DomainHostDevice { Address = PciAddress.Parse(StorageHca) }, DomainScope.LiveAndConfig, CancellationToken.None);

        Assert.That(await DriverOf(StorageHca), Is.EqualTo("mlx4_core"));
        Assert.That((await StatusOf(await Converge(machine))).Hcas, Is.EqualTo("2/2"));
        Assert.That(await DriverOf(StorageHca), Is.EqualTo("vfio-pci"));
    }

    [Test]
    public async Task Machine_whose_emulator_dies_is_started_again()
    {
        LustreMachine machine = Machine("oss-0");
        MachineObservation before = await Converge(machine);
        _host.Crash(before.Domain!.Identity.Uuid);

        machine = machine with { Status = await StatusOf(before) };
        MachineObservation crashed = await Observe(machine);
        Assert.That((crashed.Domain!.StateReason, await DriverOf(LnetHca)), Is.EqualTo(("crashed", "mlx4_core")));

        MachineObservation after = await Converge(machine);
        Assert.That((after.Domain!.State, (await StatusOf(after)).Hcas), Is.EqualTo((DomainState.Running, "2/2")));
    }

    [Test]
    public async Task Machine_that_is_switched_off_obeys_the_power_button()
    {
        LustreMachine machine = Machine("oss-0");
        await Converge(machine);

        MachineObservation off = await Converge(machine with { Spec = machine.Spec with { PowerState = PowerState.Off, ShutdownGraceSeconds = 60 } });

        Assert.That((off.Domain!.State, off.Domain.StateReason), Is.EqualTo((DomainState.ShutOff, "shutdown")));
    }

    [Test]
    public async Task Second_machine_on_the_same_hca_is_told_who_has_it()
    {
        await Converge(Machine("oss-0"));
        LustreMachine second = Machine("oss-1");
        second = second with { Spec = second.Spec with { Memory = new MachineMemory { Size = Quantity.Of("1Gi") } } };

        MachineFault fault = await FaultOf(second);
        Assert.That(fault.Reason, Is.EqualTo(MachineReasons.DeviceInUse));
        Assert.That(fault.Message, Does.Contain($"PCI device {LnetHca} is in use by driver QEMU, domain qa.oss-0"));
    }

    [Test]
    public async Task Machine_that_does_not_fit_on_its_node_is_told_so()
    {
        await Converge(Machine("oss-0"));
        LustreMachine second = Machine("oss-1");
        second = second with { Spec = second.Spec with { Networks = [] } };

        Assert.That((await FaultOf(second)).Reason, Is.EqualTo(MachineReasons.InsufficientHugepages));
    }

    [Test]
    public async Task Two_machines_fill_the_host_each_on_its_node()
    {
        LustreMachine first = Machine("oss-0");
        LustreMachine second = Machine("oss-1");
        second = second with
        {
            Spec = second.Spec with
            {
                Cpu = Cpu(0),
                Memory = second.Spec.Memory with { NumaNodes = CpuSet.Parse("0") },
                Networks = [new MachineNetwork { Name = "lnet", Device = PciAddress.Parse("0000:05:00.0") }, new MachineNetwork { Name = "storage", Device = PciAddress.Parse("0000:06:00.0") }],
            },
        };

        Assert.That((await StatusOf(await Converge(first))).LocalityPercent, Is.EqualTo(100));
        Assert.That((await StatusOf(await Converge(second))).LocalityPercent, Is.EqualTo(100));
        Assert.That(await FreeHugepages(), Is.EqualTo((2048L, 2048L)));
    }

    [Test]
    public async Task Released_machine_gives_everything_back()
    {
        LustreMachine machine = Machine("oss-0");
        await Converge(machine);

        MachineObservation released = await Converge(machine.Deleted());

        Assert.That(Given.IsReleased(released), Is.True);
        Assert.That((await DriverOf(LnetHca), await DriverOf(StorageHca)), Is.EqualTo(("mlx4_core", "mlx4_core")));
        Assert.That(await FreeHugepages(), Is.EqualTo((8192L, 8192L)));
        Assert.That(await _hypervisor.ListDomainsAsync(CancellationToken.None), Is.Empty);
        Assert.That(await _hypervisor.ListVolumesAsync("default", _ => true, CancellationToken.None), Is.Empty);
    }

    private Task<MachineObservation> Observe(LustreMachine machine) => _agent.Observe(machine);

    private Task<MachineObservation> Converge(LustreMachine machine) => _agent.Converge(machine);

    /// <summary>What a machine that cannot start is told.</summary>
    private async Task<MachineFault> FaultOf(LustreMachine machine)
    {
        MachinePlan plan;
        do
        {
            plan = MachinePlanner.Plan(await Observe(machine));
            foreach (MachineAction action in plan.Actions)
            {
                try
                {
                    await _agent.Execute(action, machine);
                }
                catch (LibvirtException fault)
                {
                    return FaultReader.Read(action, fault, plan.Look);
                }
            }
        }
        while (plan.GoesOn);

        throw new AssertionException("It started.");
    }

    private async Task<LustreMachineStatus> StatusOf(MachineObservation observed) => Given.Status(
        observed, host: await new InventoryCache(_hypervisor, new CapabilitiesCache(_hypervisor), null, TimeProvider.System).ReadAsync(CancellationToken.None));

    private async Task<string?> DriverOf(string address) =>
        (await _hypervisor.ListPciDevicesAsync(CancellationToken.None)).Single(device => device.Address == PciAddress.Parse(address)).Driver;

    private async Task<(long? Node0, long? Node1)> FreeHugepages()
    {
        long?[] free = [.. (await _hypervisor.GetCapabilitiesAsync(CancellationToken.None)).Cells.Select(cell => cell.Pages.Single(pool => pool.SizeKiB == 2048).Free)];
        return (free[0], free[1]);
    }

    private List<HypervisorEvent> Events()
    {
        List<HypervisorEvent> happened = [];
        while (_hypervisor.Events.TryRead(out HypervisorEvent? next))
        {
            happened.Add(next);
        }

        return happened;
    }

    private static MachineCpu Cpu(int first) => new()
    {
        Count = 6,
        VcpuPins = [.. Enumerable.Range(0, 6).Select(vcpu => new VcpuPin { Vcpu = vcpu, Cpus = CpuSet.Parse($"{first + vcpu}") })],
        EmulatorCpus = CpuSet.Parse($"{first}-{first + 5}"),
    };

    private static LustreMachine Machine(string name)
    {
        LustreMachine machine = Given.Machine(spec => spec with
        {
            Cpu = Cpu(6),
            Memory = new MachineMemory { Size = Quantity.Of("12Gi"), Hugepages = Quantity.Of("2Mi"), NumaNodes = CpuSet.Parse("1") },
            Networks = [new MachineNetwork { Name = "lnet", Device = PciAddress.Parse(LnetHca) }, new MachineNetwork { Name = "storage", Device = PciAddress.Parse(StorageHca) }],
            Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("20Gi") }],
        });
        return machine with { Metadata = machine.Metadata with { Name = name, Uid = Guid.NewGuid().ToString() } };
    }
}
