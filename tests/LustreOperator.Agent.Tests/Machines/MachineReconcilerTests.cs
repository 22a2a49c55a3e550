using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>The agent at work on one machine: what it says, how often, and what it does with an object that it cannot read.</summary>
internal sealed class MachineReconcilerTests
{
    private AgentBench _bench = null!;

    [SetUp]
    public async Task Start() => _bench = await AgentBench.ServingAsync();

    [TearDown]
    public async Task Stop() => await _bench.DisposeAsync();

    [Test]
    public async Task Machine_from_nothing_to_running_is_one_event()
    {
        _bench.Put(Machine());

        await _bench.SettleMachineAsync();

        Assert.That(AgentBench.Condition(_bench.Machine, "Ready").Reason, Is.EqualTo(MachineReasons.Running));
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { "DomainStarted" }));
        int writes = _bench.Api.Writes.Count;
        await _bench.SettleMachineAsync();
        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(writes), "nothing changed");
    }

    [Test]
    public async Task Machine_of_which_a_field_cannot_be_read_is_left_alone_and_says_so_once()
    {
        _bench.Put(Machine(), json => json["spec"]!["restartPolicy"] = "OfANewerVersion");

        await _bench.SettleMachineAsync();

        (_, string? reason, string? message) = AgentBench.Condition(_bench.Machine, "Ready");
        Assert.That(reason, Is.EqualTo(ConditionReasons.Unreadable));
        Assert.That(message, Does.Contain("spec.restartPolicy"));
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { ConditionReasons.Unreadable }));
        int writes = _bench.Api.Writes.Count;
        await _bench.SettleMachineAsync();
        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(writes), "nothing changed");
    }

    [Test]
    public async Task Machine_of_which_a_pin_is_no_list_is_left_alone_and_says_which()
    {
        _bench.Put(Machine(), json => json["spec"]!["cpu"]!["emulatorCpus"] = "9-1");

        await _bench.SettleMachineAsync();

        (_, string? reason, string? message) = AgentBench.Condition(_bench.Machine, "Ready");
        Assert.That(reason, Is.EqualTo(ConditionReasons.Unreadable));
        Assert.That(message, Does.Contain("spec.cpu.emulatorCpus: \"9-1\" cannot be read"));
    }

    [Test]
    public async Task Machine_of_which_a_field_cannot_be_read_is_released_when_it_is_deleted_and_its_data_is_kept()
    {
        DiskSpec data = new() { Name = "ost", Size = Quantity.Of("64Mi"), Purpose = DiskPurpose.Data, ReclaimPolicy = ReclaimPolicy.Delete };
        LustreMachine machine = Machine(spec => spec with { Disks = [data] });
        _bench.Put(machine);
        await _bench.SettleMachineAsync();

        _bench.Put(machine with { Metadata = machine.Metadata with { DeletionTimestamp = Given.Now, Finalizers = [ApiNames.MachineFinalizer] } }, json =>
        {
            json["spec"]!["disks"]![0]!["reclaimPolicy"] = "Archive";
            json["spec"]!["shutdownGraceSeconds"] = 0;
            json["status"] = _bench.Machine!["status"]!.DeepClone();
        });
        await _bench.SettleMachineAsync();

        Assert.That(AgentBench.Condition(_bench.Machine, "Released").Status, Is.EqualTo("True"));
        Assert.That(await _bench.ToldAsync(), Has.Member("VolumeKept").And.No.Member("VolumeDeleted"));
    }

    [Test]
    public async Task Failure_that_nobody_foresaw_never_leaves_a_stale_Ready()
    {
        _bench.Put(Machine());
        await _bench.SettleMachineAsync();
        _bench.Libvirt.On(
            nameof(IHypervisor.FindDomainAsync), () => Task.FromException<DomainSnapshot?>(new FormatException("This is not libvirt's XML")));

        await _bench.ReconcileMachineAsync();
        await _bench.ReconcileMachineAsync();

        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Machine, "Ready");
        Assert.That((status, reason), Is.EqualTo(("Unknown", ConditionReasons.UnexpectedFault)));
        Assert.That(message, Does.Contain("This is not libvirt's XML"));
        Assert.That((await _bench.ToldAsync()).Count(told => told == ConditionReasons.UnexpectedFault), Is.EqualTo(1));
    }

    [Test]
    public async Task Failure_that_nobody_foresaw_comes_back_as_a_fault_that_is_told_already()
    {
        _bench.Put(Machine());
        _bench.Libvirt.On(nameof(IHypervisor.DefineDomainAsync), () => Task.FromException<DomainIdentity>(new FormatException("This is not libvirt's XML")));

        Assert.That(Reconcile, Throws.InstanceOf<MachineFaultException>().With.InnerException.InstanceOf<FormatException>());
        Assert.That(AgentBench.Condition(_bench.Machine, "Ready").Reason, Is.EqualTo(ConditionReasons.UnexpectedFault));
        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Reconcile_that_was_not_done_in_time_is_told()
    {
        _bench.Put(Machine());
        await _bench.SettleMachineAsync();

        await _bench.Machines.TellFailureAsync(AgentBench.MachineKey, new TimeoutException("not done within 300 s"), CancellationToken.None);

        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Machine, "Ready");
        Assert.That((status, reason), Is.EqualTo(("Unknown", ConditionReasons.UnexpectedFault)));
        Assert.That(message, Does.Contain("not done within 300 s"));
    }

    [Test]
    public async Task Reconcile_that_is_cancelled_says_nothing()
    {
        _bench.Put(Machine());
        using var stop = new CancellationTokenSource();
        _bench.Libvirt.On(nameof(IHypervisor.DefineDomainAsync), () =>
        {
            stop.Cancel();
            return Task.FromCanceled<DomainIdentity>(stop.Token);
        });

        Assert.That(() => _bench.Machines.ReconcileAsync(AgentBench.MachineKey, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_bench.Api.Writes, Is.Empty);
    }

    [Test]
    public async Task Step_that_fails_ends_the_round_and_the_status_says_what_is_by_then()
    {
        _bench.Put(Machine());
        _bench.Libvirt.On(nameof(IHypervisor.StartDomainAsync), () => Task.FromException(new LibvirtException(LibvirtErrorKind.NoNetwork, "Netzwerk nicht gefunden: 'lab'")));

        Assert.That(Reconcile, Throws.InstanceOf<MachineFaultException>());
        Assert.That(AgentBench.Condition(_bench.Machine, "Ready").Reason, Is.EqualTo(MachineReasons.NetworkMissing));
        Assert.That((string?)_bench.Machine!["status"]!["domain"]!["state"], Is.EqualTo("shut off"), "it was defined before");
        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(1));
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { MachineReasons.NetworkMissing }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Look_after_a_failed_step_that_fails_in_a_way_that_nobody_foresaw_is_logged_with_its_stack(bool isForeseen)
    {
        Exception second = isForeseen ? new LibvirtException(LibvirtErrorKind.Other, "late") : new FormatException("This is not libvirt's XML");
        _bench.Put(Machine());
        _bench.Libvirt.On(nameof(IHypervisor.StartDomainAsync), () =>
        {
            _bench.Libvirt.On(nameof(IHypervisor.FindDomainAsync), () => Task.FromException<DomainSnapshot?>(second));
            return Task.FromException(new LibvirtException(LibvirtErrorKind.Other, "Cannot get interface MTU on 'br0'"));
        });

        Assert.That(Reconcile, Throws.InstanceOf<MachineFaultException>().With.InnerException.InstanceOf<LibvirtException>());
        Assert.That(
            _bench.Log.Lines.Where(line => line.StartsWith("Error: ", StringComparison.Ordinal)),
            isForeseen ? Is.Empty : Has.One.Contains("FormatException: This is not libvirt's XML").And.One.Contains("   at "));
    }

    [Test]
    public async Task Lease_that_is_lost_between_two_steps_ends_the_round_before_the_next_and_nothing_is_written()
    {
        _bench.Put(Machine());
        List<string> after = [];
        _bench.Libvirt.On(nameof(IHypervisor.DefineDomainAsync), () =>
        {
            _bench.Lock.Reset();
            return Task.FromResult(new DomainIdentity("qa.ha-oss-0", new Guid(Given.Uid)));
        });
        _bench.Libvirt.On(nameof(IHypervisor.StartDomainAsync), () =>
        {
            after.Add("started");
            return Task.CompletedTask;
        });

        Assert.That(Reconcile, Throws.InstanceOf<HostLockedException>());
        Assert.That(after, Is.Empty);
        Assert.That(_bench.Api.Writes, Is.Empty);
    }

    [Test]
    public async Task Lease_that_is_not_held_leaves_libvirt_alone()
    {
        _bench.Put(Machine());
        _bench.Lock.Reset();
        bool asked = false;
        _bench.Libvirt.On(nameof(IHypervisor.FindDomainAsync), () =>
        {
            asked = true;
            return Task.FromResult<DomainSnapshot?>(null);
        });

        Assert.That(Reconcile, Throws.InstanceOf<HostLockedException>());
        Assert.That((asked, _bench.Api.Writes.Count), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task Host_that_cannot_be_served_is_told_by_its_machines_without_an_event_of_each()
    {
        _bench.Put(Machine());
        _bench.Lock.Report(new MachineFault(KvmHostReasons.HostUuidMismatch, "libvirt is another host"));

        Assert.That(Reconcile, Throws.InstanceOf<HostLockedException>());
        Assert.That(AgentBench.Condition(_bench.Machine, "Ready").Reason, Is.EqualTo(KvmHostReasons.HostUuidMismatch));
        Assert.That(await _bench.ToldAsync(), Is.Empty);
    }

    [Test]
    public async Task Volume_that_cannot_be_made_stops_nothing_else_of_a_machine_that_runs()
    {
        LustreMachine machine = Machine();
        _bench.Put(machine);
        await _bench.SettleMachineAsync();
        _bench.OtherHands.SetAffinity(new Guid(Given.Uid), 0, CpuSet.Of(1));
        _bench.Libvirt.On(nameof(IHypervisor.CreateVolumeAsync), () => Task.FromException<StorageVolume>(new LibvirtException(LibvirtErrorKind.Other, "No space left on device")));
        _bench.Put(
            machine with
            {
                Metadata = machine.Metadata with { Generation = 3 },
                Spec = machine.Spec with { Disks = [.. machine.Spec.Disks, new DiskSpec { Name = "scratch", Size = Quantity.Of("1Gi") }] },
            },
            json => json["status"] = _bench.Machine!["status"]!.DeepClone());

        Assert.That(Reconcile, Throws.InstanceOf<MachineFaultException>());
        Assert.That((string?)_bench.Machine!["status"]!["pins"], Is.EqualTo("1/1"));
        Assert.That(AgentBench.Condition(_bench.Machine, "Ready").Reason, Is.EqualTo(MachineReasons.LibvirtError));
    }

    [Test]
    public async Task Whatever_happens_one_reconcile_writes_one_status()
    {
        LustreMachine machine = Machine();
        _bench.Put(machine);
        List<int> writes = [];
        async Task Count()
        {
            int before = _bench.Api.Writes.Count;
            await _bench.ReconcileMachineAsync();
            writes.Add(_bench.Api.Writes.Count - before);
        }

        await Count();
        _bench.OtherHands.SetAffinity(new Guid(Given.Uid), 0, CpuSet.Of(1));
        await Count();
        _bench.OtherHands.Crash(new Guid(Given.Uid));
        await Count();
        _bench.Libvirt.On(nameof(IHypervisor.FindDomainAsync), () => Task.FromException<DomainSnapshot?>(new LibvirtException(LibvirtErrorKind.Timeout, "late")));
        await Count();

        Assert.That(writes, Is.EqualTo(new[] { 1, 0, 0, 1 }));
    }

    [Test]
    public async Task Machine_that_waits_for_its_cluster_writes_its_first_status_when_it_is_admitted_or_something_is_wrong([Values] bool isWrong)
    {
        LustreMachine machine = Machine();
        _bench.Put(machine with
        {
            Metadata = machine.Metadata with { Annotations = new Dictionary<string, string> { [ApiNames.AdmittedAnnotation] = "false" } },
            Spec = machine.Spec with { PowerState = PowerState.Off, Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("1Gi"), Pool = isWrong ? "none" : "default" }] },
        });

        await _bench.SettleMachineAsync();

        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(isWrong ? 1 : 0));
    }

    [Test]
    public async Task Machine_of_another_host_or_that_is_gone_is_left_alone()
    {
        _bench.Libvirt.On(nameof(IHypervisor.FindDomainAsync), () => Task.FromException<DomainSnapshot?>(new InvalidOperationException("nobody is to ask")));
        ReconcileResult gone = await _bench.Machines.ReconcileAsync(AgentBench.MachineKey, CancellationToken.None);
        _bench.Put(Machine(spec => spec with { Host = "kvm2" }));

        Assert.That((gone, await _bench.Machines.ReconcileAsync(AgentBench.MachineKey, CancellationToken.None)), Is.EqualTo((ReconcileResult.Done, ReconcileResult.Done)));
        Assert.That(_bench.Api.Writes, Is.Empty);
    }

    private Task<ReconcileResult> Reconcile() => _bench.Machines.ReconcileAsync(AgentBench.MachineKey, CancellationToken.None);

    private static LustreMachine Machine(Func<LustreMachineSpec, LustreMachineSpec>? change = null) =>
        Given.Machine(spec => (change ?? (same => same))(spec with { Networks = [] })) with { Status = null };
}
