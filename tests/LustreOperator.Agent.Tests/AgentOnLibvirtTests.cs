using LustreOperator.Api;
using LustreOperator.TestKit;
using VcpuPin = LustreOperator.Api.VcpuPin;

namespace LustreOperator.Agent.Tests;

/// <summary>Observe, plan and act on a private libvirtd with real QEMU; what came of it is read from /proc and by plain virsh.</summary>
[Category("integration")]
internal sealed class AgentOnLibvirtTests
{
    private LibvirtRig _rig = null!;
    private PrivateLibvirtd _libvirtd = null!;
    private AgentRounds _agent = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _rig = await LibvirtRig.StartAsync(pools: "default");
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

    [Test]
    public async Task Machine_becomes_a_running_domain_whose_vcpu_thread_has_the_affinity_of_its_pin()
    {
        LustreMachine machine = Machine("pin");

        await Converge(machine);

        Assert.That(QemuThreads.VcpuAffinity(DomainTemplate.DomainName(machine)), Is.EqualTo(new[] { "0" }));
        Assert.That(await _libvirtd.Virsh("vol-list", "default"), Does.Contain(VolumeNames.Of(machine, machine.Spec.Disks[0])));
    }

    [Test]
    public async Task Healthy_domain_read_back_from_libvirt_needs_nothing()
    {
        LustreMachine machine = Machine("idle");
        await Converge(machine);

        MachineObservation observed = await _agent.Observe(machine);

        Assert.That(MachinePlanner.Plan(observed).Actions, Is.Empty);
        Assert.That(MachinePlanner.Plan(observed).Differences, Is.Empty);
    }

    [Test]
    public async Task Pin_changed_by_virsh_is_put_back_on_the_thread()
    {
        LustreMachine machine = Machine("drift");
        await Converge(machine);
        await _libvirtd.Virsh("vcpupin", DomainTemplate.DomainName(machine), "0", "1", "--live");

        await Converge(machine);

        Assert.That(QemuThreads.VcpuAffinity(DomainTemplate.DomainName(machine)), Is.EqualTo(new[] { "0" }));
    }

    [Test]
    public async Task Disk_that_joins_is_attached_to_the_running_domain()
    {
        LustreMachine machine = Machine("grow");
        await Converge(machine);
        string process = QemuThreads.ProcessOf(DomainTemplate.DomainName(machine));
        LustreMachine larger = machine with { Spec = machine.Spec with { Disks = [new DiskSpec { Name = "scratch", Size = Quantity.Of("8Mi") }, .. machine.Spec.Disks] } };

        await Converge(larger);

        Assert.That(QemuThreads.ProcessOf(DomainTemplate.DomainName(machine)), Is.EqualTo(process));
        Assert.That(await _libvirtd.Virsh("domblklist", DomainTemplate.DomainName(machine)), Does.Match(@"vda\s+\S*root.system\n\s*vdb\s+\S*scratch.system"));
    }

    [Test]
    public async Task Volume_lost_from_its_pool_is_reported_and_no_blank_one_is_made()
    {
        LustreMachine machine = Machine("lost");
        await Converge(machine);
        string volume = VolumeNames.Of(machine, machine.Spec.Disks[0]);
        await _libvirtd.Virsh("destroy", DomainTemplate.DomainName(machine));
        await _libvirtd.Virsh("vol-delete", "--pool", "default", volume);

        MachinePlan plan = MachinePlanner.Plan(await _agent.Observe(machine));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Fault!.Reason, Is.EqualTo(ConditionReasons.VolumeMissing));
    }

    [Test]
    public async Task Released_machine_leaves_neither_domain_nor_volume()
    {
        LustreMachine machine = Machine("gone");
        await Converge(machine);

        MachineObservation released = await Converge(machine.Deleted());

        Assert.That(Given.IsReleased(released), Is.True);
        Assert.That(await _libvirtd.Virsh("list", "--all", "--name"), Does.Not.Contain(DomainTemplate.DomainName(machine)));
        Assert.That(await _libvirtd.Virsh("vol-list", "default"), Does.Not.Contain(machine.Metadata.Uid!));
    }

    private Task<MachineObservation> Converge(LustreMachine machine) => _agent.Converge(machine);

    // The domain's name begins with the rig's prefix: cgroups are the machine's own.
    private LustreMachine Machine(string name)
    {
        LustreMachine machine = Given.Machine(spec => spec with
        {
            ShutdownGraceSeconds = 0,
            Cpu = new MachineCpu { Count = 1, VcpuPins = [new VcpuPin { Vcpu = 0, Cpus = CpuSet.Parse("0") }], EmulatorCpus = CpuSet.Parse("0") },
            Memory = new MachineMemory { Size = Quantity.Of("64Mi"), NumaNodes = CpuSet.Parse("0") },
            Networks = [],
            Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("8Mi") }],
        });
        return machine with { Metadata = machine.Metadata with { Namespace = _libvirtd.DomainPrefix, Name = name, Uid = Guid.NewGuid().ToString() } };
    }
}
