using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.Simulation;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

/// <summary>How the agent counts what others change below its machines, and how long it takes to start them.</summary>
internal sealed class MachineDriftMetricsTests
{
    private static readonly Guid s_uuid = new(Given.Uid);

    private AgentBench _bench = null!;
    private SimulatedHypervisor _other = null!;

    [SetUp]
    public async Task Start()
    {
        _bench = new AgentBench();
        _other = _bench.OtherHands.Connect();
        await _bench.HoldAsync();
        _bench.Put(new KvmHost { Metadata = new ObjectMeta { Name = "kvm1", Uid = "host-uid", Generation = 1 } });
        await _bench.ReconcileHostAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _other.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Test]
    public async Task Machine_that_is_made_and_started_has_no_drift_and_each_kind_is_told_at_zero()
    {
        await RunAsync();
        Assert.That(Drift(), Is.Empty);
        Assert.That(Scrape().Series("lustre_machine_drift_total"), Has.Length.EqualTo(MachineDrift.Fields.Count * 2));
    }

    [Test]
    public async Task Pin_that_is_put_right_is_counted_once()
    {
        await RunAsync();
        _bench.OtherHands.SetAffinity(s_uuid, 0, CpuSet.Of(1));
        await SettleAsync();
        Assert.That(Drift(), Is.EqualTo(new[] { "vcpuPin true 1" }));
        _bench.OtherHands.SetAffinity(s_uuid, 0, CpuSet.Of(1));
        await SettleAsync();
        Assert.That(Drift(), Is.EqualTo(new[] { "vcpuPin true 2" }));
    }

    [Test]
    public async Task Pin_that_is_only_reported_is_counted_when_it_is_new_and_when_it_changes()
    {
        await RunAsync(spec => spec with { DriftPolicy = DriftPolicy.Report });
        _bench.OtherHands.SetAffinity(s_uuid, 0, CpuSet.Of(1));
        await SettleAsync();
        string[] first = Drift();
        _bench.OtherHands.SetAffinity(s_uuid, 0, CpuSet.Of(2));
        await SettleAsync();
        Assert.That((first, Drift()), Is.EqualTo((new[] { "vcpuPin false 1" }, new[] { "vcpuPin false 2" })));
    }

    [Test]
    public async Task Repair_that_fails_at_first_is_counted_once_as_not_repaired()
    {
        await RunAsync();
        _bench.OtherHands.SetAffinity(s_uuid, 0, CpuSet.Of(1));
        _bench.Libvirt.On(nameof(IHypervisor.PinVcpuAsync), () => Task.FromException(new LibvirtException(LibvirtErrorKind.Other, "not now")));
        await SettleAsync();
        _bench.Libvirt.On(nameof(IHypervisor.PinVcpuAsync), null);
        await SettleAsync();
        Assert.That(Drift(), Is.EqualTo(new[] { "vcpuPin false 1" }));
    }

    [Test]
    public async Task Drift_of_which_nobody_knows_whether_it_is_gone_is_counted_when_somebody_does()
    {
        await RunAsync();
        _bench.OtherHands.SetAffinity(s_uuid, 0, CpuSet.Of(1));
        Task Fail() => Task.FromException(new LibvirtUnreachableException(LibvirtErrorKind.Unreachable, "simulated:///", "gone"));
        _bench.Libvirt.On(nameof(IHypervisor.PinVcpuAsync), Fail);
        await _bench.ReconcileMachineAsync();
        string[] unknown = Drift();
        _bench.Libvirt.On(nameof(IHypervisor.PinVcpuAsync), null);
        await SettleAsync();
        Assert.That((unknown, Drift()), Is.EqualTo((Array.Empty<string>(), new[] { "vcpuPin true 1" })));
    }

    [Test]
    public async Task Definition_that_somebody_changed_is_counted()
    {
        await RunAsync();
        await _other.PinVcpuAsync(s_uuid, 0, CpuSet.Of(1), DomainScope.Config, CancellationToken.None);
        await SettleAsync();
        Assert.That(Drift(), Is.EqualTo(new[] { "definition true 1" }));
    }

    [Test]
    public async Task Domain_that_somebody_removed_is_counted_by_its_definition()
    {
        await RunAsync();
        await _other.DestroyDomainAsync(s_uuid, CancellationToken.None);
        await _other.UndefineDomainAsync(s_uuid, CancellationToken.None);
        await SettleAsync();
        Assert.That(Drift(), Is.EqualTo(new[] { "definition true 1" }));
    }

    [Test]
    public async Task Domain_that_went_off_or_was_paused_is_counted_by_its_power()
    {
        await RunAsync();
        _bench.OtherHands.Crash(s_uuid);
        await SettleAsync();
        _bench.OtherHands.Suspend(s_uuid);
        await SettleAsync();
        Assert.That(Drift(), Is.EqualTo(new[] { "power true 2" }));
    }

    [Test]
    public async Task Change_of_the_spec_is_no_drift()
    {
        LustreMachine machine = await RunAsync();
        _bench.Put(
            machine with
            {
                Metadata = machine.Metadata with { Generation = 3 },
                Spec = machine.Spec with { Cpu = machine.Spec.Cpu with { VcpuPins = [new Api.VcpuPin { Vcpu = 0, Cpus = CpuSet.Parse("2") }], EmulatorCpus = CpuSet.Parse("2") } },
            },
            json => json["status"] = _bench.Machine!["status"]!.DeepClone());
        await SettleAsync();
        Assert.That((await _other.FindDomainAsync(s_uuid, CancellationToken.None))!.VcpuAffinity[0].Cpus, Is.EqualTo(CpuSet.Of(2)));
        Assert.That(Drift(), Is.Empty);
    }

    [Test]
    public async Task Start_is_timed_from_its_step_until_the_domain_is_seen_running()
    {
        _bench.Libvirt.On(nameof(IHypervisor.StartDomainAsync), () =>
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(3));
            return _other.StartDomainAsync(s_uuid, CancellationToken.None);
        });
        await RunAsync();
        await SettleAsync();
        Assert.That((Scrape()["lustre_machine_start_seconds_sum"], Scrape()["lustre_machine_start_seconds_count"]), Is.EqualTo(((double?)3, (double?)1)));
    }

    [Test]
    public async Task Start_that_fails_is_not_timed()
    {
        _bench.Libvirt.On(nameof(IHypervisor.StartDomainAsync), () => Task.FromException(new LibvirtException(LibvirtErrorKind.Other, "no")));
        await RunAsync();
        Assert.That(Scrape()["lustre_machine_start_seconds_count"], Is.Null);
    }

    private static readonly DomainDisk s_disk = new() { Target = "vda", Source = new FileSource("/a") };

    private static readonly TestCaseData<DomainDifference>[] s_kinds =
    [
        new(new VcpuPinDifference(117, CpuSet.Of(1), null)) { ExpectedResult = "vcpuPin" },
        new(new EmulatorPinDifference(CpuSet.Of(1), CpuSet.Of(2))) { ExpectedResult = "emulatorPin" },
        new(new VcpusDifference(2, 1)) { ExpectedResult = "vcpus" },
        new(new PluggedVcpusDifference(2, 1)) { ExpectedResult = "vcpus" },
        new(new MemoryDifference(2048, 1024)) { ExpectedResult = "memory" },
        new(new BalloonDifference(2048, 1024)) { ExpectedResult = "memory" },
        new(new HugepagesDifference(2048, null)) { ExpectedResult = "hugepages" },
        new(new NumaNodesDifference(new MemoryBinding(CpuSet.Of(0)), null)) { ExpectedResult = "numaNodes" },
        new(new TypeDifference(DomainType.Kvm, DomainType.Qemu)) { ExpectedResult = "type" },
        new(new NameDifference("a", "b")) { ExpectedResult = "name" },
        new(new DeviceDifference(s_disk, null)) { ExpectedResult = "disk" },
        new(new MovedDiskDifference("root", new VolumeSource("default", "a"), null)) { ExpectedResult = "disk" },
        new(new DeviceDifference(null, new DomainInterface { Mac = "02:00:00:00:00:01", Source = new BridgeSource("br0") })) { ExpectedResult = "interface" },
        new(new DeviceDifference(null, new DomainHostDevice { Address = PciAddress.Parse("0000:41:00.0") })) { ExpectedResult = "hostdev" },
        new(new ForeignDeviceDifference("disk cdrom")) { ExpectedResult = "disk" },
        new(new ForeignDeviceDifference("filesystem mount")) { ExpectedResult = "device" },
    ];

    [TestCaseSource(nameof(s_kinds))]
    public string Difference_is_counted_by_its_kind(DomainDifference difference)
    {
        NewDrift counted = MachineDrift.Of(Given.Machine(), [], [], [difference]).Single();

        Assert.That((counted.Repaired, MachineDrift.Fields.Contains(counted.Field)), Is.EqualTo((false, true)));
        Assert.That(DriftKinds.Of(difference.Text.Field), Is.EqualTo(difference.Kind), "a status is read as it was written");
        return counted.Field;
    }

    [Test]
    public void Restart_that_the_user_asked_for_is_no_drift() =>
        Assert.That(MachineDrift.Of(Given.Machine(), [], [], [new RestartDifference("now", null)]), Is.Empty);

    [Test]
    public void List_that_is_cut_does_not_count_what_it_leaves_out_at_every_look()
    {
        DomainDifference[] all = [.. Enumerable.Range(0, MachineStatusBuilder.MaxDrift + 1).Select(i => new VcpuPinDifference(i, CpuSet.Of(1), null))];
        DriftEntry[] full = [.. all.Take(MachineStatusBuilder.MaxDrift).Select(drift => new DriftEntry { Field = drift.Text.Field, Actual = drift.Text.Actual })];
        LustreMachine machine = Given.Machine();
        Assert.That(MachineDrift.Of(machine, all, [], all).Count(), Is.EqualTo(MachineStatusBuilder.MaxDrift + 1));
        Assert.That(MachineDrift.Of(machine, all, [], all).All(drift => !drift.Repaired));
        Assert.That(MachineDrift.Of(machine with { Status = machine.Status! with { Drift = full } }, all, [], all), Is.Empty);
    }

    private async Task<LustreMachine> RunAsync(Func<LustreMachineSpec, LustreMachineSpec>? change = null)
    {
        LustreMachine machine = Given.Machine(spec => (change ?? (same => same))(spec with { Networks = [] })) with { Status = null };
        _bench.Put(machine);
        await SettleAsync();
        return machine;
    }

    private async Task SettleAsync()
    {
        for (int round = 0; round < 6; round++)
        {
            await _bench.ReconcileMachineAsync();
        }
    }

    private PrometheusText Scrape() => new(_bench.Text.Write());

    /// <summary>What was counted, as field, repaired and number.</summary>
    private string[] Drift() =>
    [
        .. Scrape().Families.Single(family => family.Name == "lustre_machine_drift_total").Samples.Where(sample => sample.Value > 0)
            .Select(sample => $"{sample.Labels["field"]} {sample.Labels["repaired"]} {sample.Value}"),
    ];
}
