using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>When a machine's spec counts as taken in (status.observedGeneration): when what it asks for is done, or will not be done.</summary>
internal sealed class SpecTakenInTests
{
    /// <summary>virDomainPausedReason of a guest that QEMU stopped for an I/O error.</summary>
    private const int PausedForStorage = 5;

    private const string Function = "0000:05:00.0";

    private AgentBench _bench = null!;

    [SetUp]
    public async Task Start() => _bench = await AgentBench.ServingAsync();

    [TearDown]
    public async Task Stop() => await _bench.DisposeAsync();

    [Test]
    public async Task Spec_whose_device_was_held_back_for_a_host_that_could_not_be_read_is_not_taken_in_before_the_device_is_given()
    {
        LustreMachine machine = Machine(spec => spec with { DriftPolicy = DriftPolicy.Report });
        _bench.Put(machine);
        await _bench.SettleMachineAsync();
        PutNext(machine, spec => spec with { Networks = [new MachineNetwork { Name = "ib0", Device = PciAddress.Parse(Function) }] });
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        _bench.Libvirt.On(nameof(IHypervisor.ListPciDevicesAsync), () =>
        {
            _bench.Libvirt.On(nameof(IHypervisor.ListPciDevicesAsync), null);
            return Task.FromException<Listing<PciDevice>>(new IOException("sysfs hangs"));
        });

        await _bench.ReconcileMachineAsync();
        Assert.That((TakenIn, (string?)_bench.Machine!["status"]!["hcas"]), Is.EqualTo((2, "0/1")));
        await _bench.ReconcileMachineAsync();

        Assert.That((TakenIn, (string?)_bench.Machine!["status"]!["hcas"]), Is.EqualTo((3, "1/1")));
    }

    [Test]
    public async Task Spec_that_was_carried_out_is_taken_in_though_a_fault_is_seen_afterwards()
    {
        LustreMachine machine = Machine();
        _bench.Put(machine);
        await _bench.SettleMachineAsync();
        PutNext(machine, spec => spec with { Cpu = spec.Cpu with { EmulatorCpus = CpuSet.Parse("2") } });
        _bench.Libvirt.On(nameof(IHypervisor.PinEmulatorAsync), () =>
        {
            _bench.OtherHands.Pause(new Guid(Given.Uid), PausedForStorage);
            return Task.CompletedTask;
        });

        await _bench.ReconcileMachineAsync();

        Assert.That(AgentBench.Condition(_bench.Machine, "Ready").Reason, Is.EqualTo(MachineReasons.GuestPaused));
        Assert.That(TakenIn, Is.EqualTo(3));
    }

    [Test]
    public async Task Spec_whose_steps_wait_for_a_job_is_not_taken_in_before_they_are_done()
    {
        LustreMachine machine = Machine(spec => spec with { DriftPolicy = DriftPolicy.Report });
        _bench.Put(machine);
        await _bench.SettleMachineAsync();
        _bench.OtherHands.SetJob(new Guid(Given.Uid), "backup");
        PutNext(machine, spec => spec with { Networks = [new MachineNetwork { Name = "ib0", Device = PciAddress.Parse(Function) }] });

        await _bench.SettleMachineAsync();
        Assert.That(AgentBench.Condition(_bench.Machine, "Ready").Reason, Is.EqualTo(MachineReasons.JobUnderWay));
        Assert.That((TakenIn, (string?)_bench.Machine!["status"]!["hcas"]), Is.EqualTo((2, "0/1")));
        _bench.OtherHands.SetJob(new Guid(Given.Uid), null);
        await _bench.ReconcileMachineAsync();

        Assert.That((TakenIn, (string?)_bench.Machine!["status"]!["hcas"]), Is.EqualTo((3, "1/1")));
    }

    private static LustreMachine Machine(Func<LustreMachineSpec, LustreMachineSpec>? change = null) =>
        Given.Machine(spec => (change ?? (same => same))(spec with { Networks = [] })) with { Status = null };

    private long TakenIn => (long)_bench.Machine!["status"]!["observedGeneration"]!;

    /// <summary>The user changes the spec.</summary>
    private void PutNext(LustreMachine machine, Func<LustreMachineSpec, LustreMachineSpec> change) => _bench.Put(
        machine with { Metadata = machine.Metadata with { Generation = 3 }, Spec = change(machine.Spec) },
        json => json["status"] = _bench.Machine!["status"]!.DeepClone());
}
