using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.Simulation;

namespace LustreOperator.Agent.Tests;

/// <summary>One part of a host that cannot be read hides nothing else of a machine.</summary>
internal sealed class UnreadablePartTests
{
    private static readonly LibvirtErrorKind[] s_kinds =
        [LibvirtErrorKind.Timeout, LibvirtErrorKind.Other, LibvirtErrorKind.System, LibvirtErrorKind.OperationInvalid, LibvirtErrorKind.OperationTimeout, LibvirtErrorKind.Denied];

    private SimulatedHost _host = null!;
    private SimulatedHypervisor _hypervisor = null!;

    [SetUp]
    public void Start()
    {
        _host = SimulatedHost.Open("simulated:///talk-2011?host=kvm1");
        _hypervisor = _host.Connect();
    }

    [TearDown]
    public async Task Stop()
    {
        await _hypervisor.DisposeAsync();
        _host.Dispose();
    }

    [Test]
    public async Task Pool_or_volume_that_cannot_be_read_leaves_pins_to_be_told_and_repaired(
        [Values(nameof(IHypervisor.FindStoragePoolAsync), nameof(IHypervisor.FindVolumeAsync))] string call, [ValueSource(nameof(s_kinds))] LibvirtErrorKind kind)
    {
        LustreMachine machine = await DriftedAsync();

        MachineObservation observed = await Failing(call, kind).Observe(machine);

        LustreMachineStatus status = Given.Status(observed);
        Assert.That(status.Pins, Is.EqualTo("0/1"));
        Assert.That(MachinePlanner.Plan(observed).Actions.Select(action => action.GetType().Name), Is.EqualTo(new[] { nameof(PinVcpu) }));
        Assert.That(status.Conditions.Find(ConditionTypes.VolumesReady), Has.Property("Reason").EqualTo(ConditionReasons.StoragePoolMissing));
    }

    [Test]
    public async Task Devices_of_the_host_that_cannot_be_read_leave_a_machine_its_power()
    {
        LustreMachine machine = await DriftedAsync();
        LustreMachine wants = machine with
        {
            Spec = machine.Spec with { Networks = [new MachineNetwork { Name = "lnet", Device = PciAddress.Parse("0000:05:00.0") }, .. machine.Spec.Networks] },
        };
        AgentRounds agent = Failing(nameof(IHypervisor.ListPciDevicesAsync), LibvirtErrorKind.Other);

        MachinePlan on = MachinePlanner.Plan(await agent.Observe(wants));
        MachinePlan off = MachinePlanner.Plan(await agent.Observe(wants with { Spec = wants.Spec with { PowerState = PowerState.Off } }));

        Assert.That(on.Actions, Has.One.TypeOf<PinVcpu>().And.None.TypeOf<AttachDevice>());
        Assert.That(on.Fault, Is.Not.Null);
        Assert.That(off.Actions, Has.One.TypeOf<ShutdownDomain>());
    }

    [Test]
    public async Task List_of_domains_that_cannot_be_read_keeps_a_named_volume_from_being_taken_and_nothing_else()
    {
        LustreMachine machine = await DriftedAsync();
        await _hypervisor.CreateVolumeAsync(new VolumeDefinition { Pool = "default", Name = "lun-3", CapacityBytes = 1L << 30, Format = VolumeFormat.Raw }, CancellationToken.None);
        LustreMachine wants = machine with
        {
            Spec = machine.Spec with { Disks = [.. machine.Spec.Disks, new DiskSpec { Name = "ost", Size = Quantity.Of("1Gi"), Purpose = DiskPurpose.Data, Volume = "lun-3" }] },
        };

        MachinePlan plan = MachinePlanner.Plan(await Failing(nameof(IHypervisor.ListDomainsAsync), LibvirtErrorKind.Other).Observe(wants));

        Assert.That(plan.Actions, Has.One.TypeOf<PinVcpu>().And.None.TypeOf<AttachDevice>());
        Assert.That(plan.Fault?.Reason, Is.EqualTo(ConditionReasons.VolumeInUse));
    }

    [Test]
    public async Task Lost_connection_hides_all() =>
        Assert.That(
            async () => await Failing(nameof(IHypervisor.FindStoragePoolAsync), LibvirtErrorKind.ConnectionLost).Observe(await DriftedAsync()),
            Throws.InstanceOf<LibvirtException>());

    /// <summary>A machine that runs, with its pin changed.</summary>
    private async Task<LustreMachine> DriftedAsync()
    {
        LustreMachine machine = Given.Machine();
        MachineObservation running = await new AgentRounds(_hypervisor).Converge(machine);
        await _hypervisor.PinVcpuAsync(running.Domain!.Identity.Uuid, 0, CpuSet.Of(1), DomainScope.Live, CancellationToken.None);
        return machine;
    }

    private AgentRounds Failing(string call, LibvirtErrorKind kind) =>
        new(FaultyHypervisor.Over(_hypervisor, (name, _) => name == call ? new LibvirtException(kind, $"{name} failed") : null)) { Spec = new KvmHostSpec() };
}
