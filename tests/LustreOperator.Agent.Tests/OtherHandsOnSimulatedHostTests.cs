using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.Simulation;
using VcpuPin = LustreOperator.Api.VcpuPin;

namespace LustreOperator.Agent.Tests;

/// <summary>What real QEMU cannot be made to do here, and what is quicker on a simulated host.</summary>
internal sealed class OtherHandsOnSimulatedHostTests
{
    private const int PausedUnknown = 0;
    private const int PausedMigrating = 2;

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

    [TestCase(RestartPolicy.Always, DomainState.Running)]
    [TestCase(RestartPolicy.OnFailure, DomainState.Running)]
    [TestCase(RestartPolicy.Never, DomainState.ShutOff)]
    public async Task Internal_error_of_QEMU_or_KVM_is_a_crash_and_the_restart_policy_decides(RestartPolicy policy, DomainState state)
    {
        LustreMachine machine = await Run(spec => spec with { RestartPolicy = policy });
        _host.Pause(Uuid(machine), PausedUnknown, needsReset: true);

        (_, MachineObservation observed, MachinePlan plan) = await _agent.Serve(machine);

        Assert.That((observed.Domain!.State, plan.Fault), Is.EqualTo((state, (MachineFault?)null)));
    }

    [Test]
    public async Task Guest_that_crashes_so_again_and_again_waits_between_its_starts()
    {
        LustreMachine machine = await Run();
        TimeSpan? again = null;
        for (int crash = 0; crash < 3; crash++)
        {
            _host.Pause(Uuid(machine), PausedUnknown, needsReset: true);
            (machine, _, MachinePlan plan) = await _agent.Serve(machine);
            again = plan.LookAgainAfter;
            if (again > TimeSpan.Zero)
            {
                break;
            }
        }

        Assert.That(again, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(machine.Status!.Conditions.Find(ConditionTypes.Ready)!.Reason, Is.EqualTo(MachineReasons.CrashLoopBackOff));
    }

    [Test]
    public async Task Shutdown_that_libvirt_refuses_starts_the_grace_period_all_the_same()
    {
        LustreMachine machine = await Run(spec => spec with { ShutdownGraceSeconds = 60 });
        LustreMachine off = machine with { Spec = machine.Spec with { PowerState = PowerState.Off } };
        MachineAction shutdown = MachinePlanner.Plan(await _agent.Observe(off)).Actions.Single();
        _host.Sleep(Uuid(machine));

        await Assert.ThatAsync(() => _agent.Execute(shutdown, off), Throws.InstanceOf<LibvirtException>());

        Assert.That((await _agent.Observe(off)).SinceShutdown, Is.Not.Null);
    }

    [Test]
    public async Task Migration_is_left_alone_and_told_in_the_status()
    {
        LustreMachine machine = await Run();
        _host.Pause(Uuid(machine), PausedMigrating);

        (machine, MachineObservation observed, MachinePlan plan) = await _agent.Serve(machine);

        Assert.That((observed.Domain!.State, plan.LookAgainAfter), Is.EqualTo((DomainState.Paused, (TimeSpan?)MachineJobs.Pause)));
        Assert.That(machine.Status!.Conditions.Find(ConditionTypes.Ready)!.Reason, Is.EqualTo(MachineReasons.JobUnderWay));
    }

    [Test]
    public async Task Domain_taken_over_from_an_earlier_object_is_found_by_its_mark_under_any_name_and_without_a_status()
    {
        LustreMachine earlier = await Run();
        LustreMachine restored = earlier with
        {
            Metadata = earlier.Metadata with
            {
                Uid = "22222222-2222-2222-2222-222222222222",
                Annotations = new Dictionary<string, string> { [ApiNames.AdoptAnnotation] = earlier.Metadata.Uid! },
            },
            Status = null,
        };
        (restored, _, _) = await _agent.Serve(restored);
        await _hypervisor.DestroyDomainAsync(Uuid(earlier), CancellationToken.None);
        _host.Rename(Uuid(earlier), "kept-aside");

        (_, MachineObservation released, _) = await _agent.Serve(restored.Deleted() with { Status = null });

        Assert.That(Given.IsReleased(released), Is.True);
        Assert.That(await _hypervisor.ListDomainsAsync(CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task Volume_that_another_domain_has_outlives_its_machine()
    {
        LustreMachine machine = await Run();
        string volume = machine.Status!.Volumes.Single();
        LustreMachine off = (await _agent.Serve(machine with { Spec = machine.Spec with { PowerState = PowerState.Off } })).Machine;
        await _hypervisor.DefineDomainAsync(
            new DomainDefinition
            {
                Name = "rescue",
                VCpus = 1,
                MemoryKiB = 65536,
                Disks = [new DomainDisk { Target = "vda", Source = new VolumeSource("default", volume[(volume.IndexOf('/', StringComparison.Ordinal) + 1)..]) }],
            },
            CancellationToken.None);

        (_, MachineObservation released, _) = await _agent.Serve(off.Deleted());

        Assert.That(Given.IsReleased(released), Is.True);
        Assert.That((await _hypervisor.ListVolumesAsync("default", _ => true, CancellationToken.None)).Select(found => $"{found.Pool}/{found.Name}"), Is.EqualTo(new[] { volume }));
    }

    [Test]
    public async Task Start_after_a_destroy_by_other_hands_is_a_warning()
    {
        LustreMachine machine = await Run();
        await _hypervisor.DestroyDomainAsync(Uuid(machine), CancellationToken.None);

        MachineAction start = MachinePlanner.Plan(await _agent.Observe(machine)).Actions.Single();

        Assert.That((start.GetType(), start.IsWarning), Is.EqualTo((typeof(StartDomain), true)));
        Assert.That(start.Describe(), Does.Contain("destroyed"));
    }

    private static Guid Uuid(LustreMachine machine) => Guid.Parse(machine.Metadata.Uid!);

    private async Task<LustreMachine> Run(Func<LustreMachineSpec, LustreMachineSpec>? change = null) => (await _agent.Serve(Given.Machine(spec => (change ?? (same => same))(spec with
    {
        ShutdownGraceSeconds = 0,
        Cpu = new MachineCpu { Count = 1, VcpuPins = [new VcpuPin { Vcpu = 0, Cpus = CpuSet.Parse("0") }], EmulatorCpus = CpuSet.Parse("0") },
        Memory = new MachineMemory { Size = Quantity.Of("1Gi") },
        Networks = [],
    })))).Machine;
}
