using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.TestKit;
using VcpuPin = LustreOperator.Api.VcpuPin;

namespace LustreOperator.Agent.Tests;

/// <summary>Storage on a private libvirtd with real QEMU: pools that stop under running guests, and data that outlives its machine.</summary>
[Category("integration")]
internal sealed class VolumesOnLibvirtTests
{
    private const string Marker = "the data of an OST";

    private LibvirtRig _rig = null!;
    private PrivateLibvirtd _libvirtd = null!;
    private AgentRounds _agent = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _rig = await LibvirtRig.StartAsync(pools: ["default", "second"]);
        (_libvirtd, _agent) = (_rig.Libvirtd, _rig.Agent);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_rig is not null)
        {
            await _rig.DisposeAsync();
        }
    }

    [TearDown]
    public Task StartPools() => _rig.StartPoolsAsync();

    [Test]
    public async Task Pin_is_put_right_and_told_while_the_pool_is_stopped_under_the_guest()
    {
        LustreMachine machine = Machine("stopped", Root);
        await _agent.Converge(machine);
        await _libvirtd.Virsh("pool-destroy", "default");
        await _libvirtd.Virsh("vcpupin", DomainTemplate.DomainName(machine), "0", "1", "--live");

        LustreMachineStatus drifted = Status(await _agent.Observe(machine));
        LustreMachineStatus repaired = Status(await _agent.Converge(machine));

        Assert.That((drifted.Pins, repaired.Pins), Is.EqualTo(("0/1", "1/1")));
        Assert.That(QemuThreads.VcpuAffinity(DomainTemplate.DomainName(machine)), Is.EqualTo(new[] { "0" }));
        Assert.That(repaired.Conditions.Find(ConditionTypes.VolumesReady), Has.Property("Reason").EqualTo(ConditionReasons.StoragePoolMissing));
        Assert.That(repaired.Conditions.IsTrue(ConditionTypes.Ready), Is.True);
    }

    [Test]
    public async Task Machine_is_powered_off_while_its_pool_is_stopped_and_started_when_it_is_back()
    {
        LustreMachine machine = Machine("off", Root);
        await _agent.Converge(machine);
        await _libvirtd.Virsh("pool-destroy", "default");

        MachineObservation off = await _agent.Converge(machine with { Spec = machine.Spec with { PowerState = PowerState.Off } });
        MachinePlan waits = MachinePlanner.Plan(await _agent.Observe(machine));
        await _libvirtd.Virsh("pool-start", "default");
        MachineObservation on = await _agent.Converge(machine);

        Assert.That((off.Domain!.State, on.Domain!.State), Is.EqualTo((DomainState.ShutOff, DomainState.Running)));
        Assert.That((waits.Actions.Count, waits.Fault?.Reason), Is.EqualTo((0, ConditionReasons.StoragePoolMissing)));
    }

    [Test]
    public async Task Disk_in_a_pool_that_runs_is_attached_though_another_pool_of_the_machine_is_stopped()
    {
        LustreMachine machine = Machine("two", Root);
        await _agent.Converge(machine);
        await _libvirtd.Virsh("pool-destroy", "default");
        LustreMachine larger = machine with { Spec = machine.Spec with { Disks = [Root, new DiskSpec { Name = "scratch", Size = Quantity.Of("8Mi"), Pool = "second" }] } };

        MachineObservation observed = await _agent.Converge(larger);

        Assert.That(observed.Domain!.Live!.Definition.Disks.Select(disk => disk.Serial), Is.EqualTo(new[] { "root", "scratch" }));
    }

    [Test]
    public async Task Release_waits_for_a_stopped_pool_and_ends_when_it_is_back()
    {
        LustreMachine machine = Machine("release", Root);
        await _agent.Converge(machine);
        machine = machine with { Status = Status(await _agent.Observe(machine)) };
        await _libvirtd.Virsh("pool-destroy", "default");
        await _agent.Execute(new DestroyDomain("", Guid.Parse(machine.Metadata.Uid!), ""), machine);

        MachineObservation held = await _agent.Observe(machine.Deleted());
        MachinePlan waits = MachinePlanner.Plan(held);
        await _libvirtd.Virsh("pool-start", "default");
        MachineObservation released = await _agent.Converge(machine.Deleted());

        Assert.That((waits.Actions.Count, waits.Fault?.Reason, Given.IsReleased(held)), Is.EqualTo((0, ConditionReasons.StoragePoolMissing, false)));
        Assert.That(Given.IsReleased(released), Is.True);
        Assert.That(await _libvirtd.Virsh("vol-list", "default"), Does.Not.Contain(machine.Metadata.Uid!));
    }

    [Test]
    public async Task Kept_volume_is_listed_stands_in_the_way_of_a_blank_one_and_is_used_again_with_its_data()
    {
        LustreMachine first = Machine("kept", Ost);
        await _agent.Converge(first);
        string volume = VolumeNames.Of(first, Ost);
        await WriteMarkerAsync(volume);
        HostVolume attached = await ListedAsync(volume);
        await _agent.Converge(first.Deleted());
        HostVolume kept = await ListedAsync(volume);

        LustreMachine second = Again(first, Ost);
        MachinePlan refused = MachinePlanner.Plan(await _agent.Observe(second));
        LustreMachine third = Again(first, Ost with { Volume = volume });
        MachineObservation running = await _agent.Converge(third);
        MachineObservation released = await _agent.Converge(third.Deleted());

        Assert.That((attached.Domain, attached.Kept), Is.EqualTo((DomainTemplate.DomainName(first), false)));
        Assert.That((kept.Domain, kept.Kept, kept.Machine, kept.Disk, kept.Capacity?.ToString(), kept.Format), Is.EqualTo(((string?)null, true, first.Metadata.Name, "ost", "8Mi", "raw")));
        Assert.That((refused.Actions.Count, refused.Fault?.Reason), Is.EqualTo((0, ConditionReasons.KeptVolumeFound)));
        Assert.That(running.Domain!.Live!.Definition.Disks.Single().Source, Is.EqualTo(new VolumeSource("default", volume)));
        Assert.That(Given.IsReleased(released), Is.True);
        Assert.That(await ReadMarkerAsync(volume), Is.EqualTo(Marker));
    }

    [Test]
    public async Task Volume_of_a_running_domain_is_not_taken()
    {
        LustreMachine owner = Machine("owner", Ost);
        await _agent.Converge(owner);

        MachinePlan plan = MachinePlanner.Plan(await _agent.Observe(Machine("thief", Ost with { Volume = VolumeNames.Of(owner, Ost) })));

        Assert.That((plan.Actions.Count, plan.Fault?.Reason), Is.EqualTo((0, ConditionReasons.VolumeInUse)));
        Assert.That(plan.Fault!.Message, Does.Contain(DomainTemplate.DomainName(owner)));
    }

    [TestCase("raw")]
    [TestCase("qcow2")]
    public async Task Volume_of_other_hands_is_attached_in_its_own_format(string format)
    {
        await _libvirtd.Virsh("vol-create-as", "default", $"lun-{format}", "8M", "--format", format);

        MachineObservation observed = await _agent.Converge(Machine($"lun-{format}", Ost with { Volume = $"lun-{format}" }));

        Assert.That(observed.Domain!.Live!.Definition.Disks.Single().Format.ToString(), Is.EqualTo(format).IgnoreCase);
    }

    [Test]
    public async Task Volume_of_a_format_that_no_disk_can_have_is_refused()
    {
        await _libvirtd.Virsh("vol-create-as", "default", "foreign", "8M", "--format", "vmdk");

        MachinePlan plan = MachinePlanner.Plan(await _agent.Observe(Machine("vmdk", Ost with { Volume = "foreign" })));

        Assert.That((plan.Actions.Count, plan.Fault?.Reason), Is.EqualTo((0, MachineReasons.VolumeUnfit)));
    }

    private static DiskSpec Root { get; } = new() { Name = "root", Size = Quantity.Of("8Mi") };

    private static DiskSpec Ost { get; } = new() { Name = "ost", Size = Quantity.Of("8Mi"), Purpose = DiskPurpose.Data };

    private async Task<HostVolume> ListedAsync(string volume)
    {
        HostInventory inventory = await new InventoryCache(_rig.Hypervisor, new CapabilitiesCache(_rig.Hypervisor), files: null, TimeProvider.System).ReadAsync(CancellationToken.None);
        DataVolumeList list = await new DataVolumes(_rig.Hypervisor).ReadAsync(inventory, [], before: null, CancellationToken.None);
        return list.Volumes.Single(listed => listed.Name == volume);
    }

    private async Task WriteMarkerAsync(string volume)
    {
        string file = Path.Combine(_libvirtd.SocketDirectory, "marker");
        await File.WriteAllTextAsync(file, Marker);
        await _libvirtd.Virsh("vol-upload", "--pool", "default", volume, file);
    }

    private async Task<string> ReadMarkerAsync(string volume)
    {
        string file = Path.Combine(_libvirtd.SocketDirectory, "read");
        await _libvirtd.Virsh("vol-download", "--pool", "default", volume, file, "--length", $"{Marker.Length}");
        return await File.ReadAllTextAsync(file);
    }

    private static LustreMachineStatus Status(MachineObservation observed) => Given.Status(observed);

    private static LustreMachine Again(LustreMachine earlier, DiskSpec disk) => earlier with
    {
        Metadata = earlier.Metadata with { Uid = Guid.NewGuid().ToString() },
        Spec = earlier.Spec with { Disks = [disk] },
    };

    // The domain's name begins with the rig's prefix: cgroups are the machine's own.
    private LustreMachine Machine(string name, DiskSpec disk)
    {
        LustreMachine machine = Given.Machine(spec => spec with
        {
            ShutdownGraceSeconds = 0,
            Cpu = new MachineCpu { Count = 1, VcpuPins = [new VcpuPin { Vcpu = 0, Cpus = CpuSet.Parse("0") }], EmulatorCpus = CpuSet.Parse("0") },
            Memory = new MachineMemory { Size = Quantity.Of("64Mi"), NumaNodes = CpuSet.Parse("0") },
            Networks = [],
            Disks = [disk],
        });
        return machine with { Metadata = machine.Metadata with { Namespace = _libvirtd.DomainPrefix, Name = name, Uid = Guid.NewGuid().ToString() } };
    }
}
