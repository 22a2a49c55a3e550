using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>The agent at work on one machine: what it says, how often, and what it does with an object that it cannot read.</summary>
internal sealed class MachineReconcilerTests
{
    private AgentBench _bench = null!;

    [SetUp]
    public async Task Start()
    {
        _bench = new AgentBench();
        await _bench.HoldAsync();
        _bench.Put(new KvmHost { Metadata = new ObjectMeta { Name = "kvm1", Uid = "host-uid", Generation = 1 } });
        await _bench.ReconcileHostAsync();
    }

    [TearDown]
    public async Task Stop() => await _bench.DisposeAsync();

    [Test]
    public async Task Machine_from_nothing_to_running_is_one_event()
    {
        _bench.Put(Machine());

        await SettleAsync();

        Assert.That(AgentBench.Condition(_bench.Machine, "Ready").Reason, Is.EqualTo(MachineReasons.Running));
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { "DomainStarted" }));
        int writes = _bench.Api.Writes.Count;
        await SettleAsync();
        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(writes), "nothing changed");
    }

    [Test]
    public async Task Machine_of_which_a_field_cannot_be_read_is_left_alone_and_says_so_once()
    {
        _bench.Put(Machine(), json => json["spec"]!["restartPolicy"] = "OfANewerVersion");

        await SettleAsync();

        (_, string? reason, string? message) = AgentBench.Condition(_bench.Machine, "Ready");
        Assert.That(reason, Is.EqualTo(ConditionReasons.Unreadable));
        Assert.That(message, Does.Contain("spec.restartPolicy"));
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { ConditionReasons.Unreadable }));
        int writes = _bench.Api.Writes.Count;
        await SettleAsync();
        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(writes), "nothing changed");
    }

    [Test]
    public async Task Machine_of_which_a_field_cannot_be_read_is_released_when_it_is_deleted_and_its_data_is_kept()
    {
        DiskSpec data = new() { Name = "ost", Size = "64Mi", Purpose = DiskPurpose.Data, ReclaimPolicy = ReclaimPolicy.Delete };
        LustreMachine machine = Machine(spec => spec with { Disks = [data] });
        _bench.Put(machine);
        await SettleAsync();

        _bench.Put(machine with { Metadata = machine.Metadata with { DeletionTimestamp = Given.Now, Finalizers = [ApiNames.MachineFinalizer] } }, json =>
        {
            json["spec"]!["disks"]![0]!["reclaimPolicy"] = "Archive";
            json["spec"]!["shutdownGraceSeconds"] = 0;
            json["status"] = _bench.Machine!["status"]!.DeepClone();
        });
        await SettleAsync();

        Assert.That(AgentBench.Condition(_bench.Machine, "Released").Status, Is.EqualTo("True"));
        Assert.That(await _bench.ToldAsync(), Has.Member("VolumeKept").And.No.Member("VolumeDeleted"));
    }

    [Test]
    public async Task Failure_that_nobody_foresaw_never_leaves_a_stale_Ready()
    {
        _bench.Put(Machine());
        await SettleAsync();
        _bench.Libvirt.On(
            nameof(IHypervisor.FindDomainAsync), () => Task.FromException<DomainSnapshot?>(new FormatException("This is not libvirt's XML")));

        await _bench.ReconcileMachineAsync();
        await _bench.ReconcileMachineAsync();

        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Machine, "Ready");
        Assert.That((status, reason), Is.EqualTo(("Unknown", ConditionReasons.UnexpectedFault)));
        Assert.That(message, Does.Contain("This is not libvirt's XML"));
        Assert.That((await _bench.ToldAsync()).Count(told => told == ConditionReasons.UnexpectedFault), Is.EqualTo(1));
    }

    private static LustreMachine Machine(Func<LustreMachineSpec, LustreMachineSpec>? change = null) =>
        Given.Machine(spec => (change ?? (same => same))(spec with { Networks = [] })) with { Status = null };

    private async Task SettleAsync()
    {
        for (int round = 0; round < 8; round++)
        {
            await _bench.ReconcileMachineAsync();
        }
    }
}
