using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

/// <summary>The operator and objects of which a field cannot be read: nothing is done for them but their deletion, and what they hold still counts.</summary>
internal sealed class UnreadableClusterTests
{
    private const string BadTime = "2026-13-45T99:00:00z";

    private OperatorBench _bench = null!;

    [SetUp]
    public void Start() => _bench = OperatorBench.WithHost();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public async Task Cluster_of_which_a_field_cannot_be_read_says_so_once_and_is_left_alone()
    {
        PutRunning();
        await _bench.SettleAsync();
        PutUnreadable();
        _bench.Api.ForgetRequests();

        await _bench.SettleAsync();

        Assert.That(OperatorBench.Condition(_bench.Cluster, "Ready"), Is.EqualTo(("False", ConditionReasons.Unreadable)));
        Assert.That(OperatorBench.Condition(_bench.Cluster, "Accepted"), Is.EqualTo(("False", ConditionReasons.Unreadable)));
        Assert.That(_bench.Api.Writes.Select(write => write.Path), Has.Exactly(1).EndsWith("lustreclusters/ha/status").And.Exactly(1).Items);
        Assert.That(_bench.Told.Single(told => told.Reason == ConditionReasons.Unreadable).Message, Does.Contain("spec.overrides[0].restartedAt").And.Contain(BadTime));

        _bench.Api.ForgetRequests();
        await _bench.SettleAsync();
        Assert.That(_bench.Api.Writes, Is.Empty, "nothing changed");
    }

    [Test]
    public async Task Cluster_of_which_a_field_cannot_be_read_is_deleted_all_the_same()
    {
        PutUnreadable(json => json["metadata"]!["deletionTimestamp"] = "2026-11-30T09:00:00Z");

        await _bench.SettleAsync();

        Assert.That(_bench.Cluster, Is.Null);
    }

    [Test]
    public async Task Machine_of_which_a_field_cannot_be_read_is_not_overwritten()
    {
        _bench.Put(Given.Cluster());
        foreach (LustreMachine machine in Given.Machines(Given.Cluster(), admitted: true))
        {
            _bench.Put(machine.Running(), json => json["spec"]!["restartPolicy"] = "OfANewerVersion");
        }

        await _bench.SettleAsync();

        Assert.That(_bench.Api.Writes.Where(write => write.Path.EndsWith("ha-oss-0", StringComparison.Ordinal)), Is.Empty);
        Assert.That(OperatorBench.Condition(_bench.Cluster, "UpToDate").Status, Is.EqualTo("False"));
    }

    [Test]
    public async Task Machine_of_which_a_pin_cannot_be_read_holds_what_can_be_and_is_not_overwritten()
    {
        _bench.Put(Given.Cluster());
        LustreMachine[] machines = Given.Machines(Given.Cluster(), admitted: true);
        _bench.Put(machines[0].Running() with { Spec = machines[0].Spec with { Cpu = new MachineCpu { Count = 1, VcpuPins = [new VcpuPin { Cpus = [0] }], EmulatorCpus = [2] } } },
            json => json["spec"]!["cpu"]!["vcpuPins"]![0]!["cpus"] = "9-1");

        await _bench.SettleAsync();

        Assert.That(_bench.Stores.Machines.List().Single(machine => machine.Metadata.Name == "ha-oss-0").Unreadable, Is.EqualTo("spec.cpu.vcpuPins[0].cpus: \"9-1\" cannot be read"));
        Assert.That(_bench.Api.Writes.Where(write => write.Path.EndsWith("ha-oss-0", StringComparison.Ordinal)), Is.Empty);
        Assert.That(
            _bench.Ledger.Snapshot().Places.Holdings("kvm1")!.Cpus.Where(cpu => cpu.Holders.Contains("qa/ha-oss-0")).Select(cpu => cpu.Cpu), Is.EqualTo(new[] { 2 }));
    }

    private void PutRunning()
    {
        _bench.Put(Given.Cluster());
        foreach (LustreMachine machine in Given.Machines(Given.Cluster(), admitted: true))
        {
            _bench.Put(machine.Running());
        }
    }

    private void PutUnreadable(Action<System.Text.Json.Nodes.JsonObject>? change = null) => _bench.Put(
        Given.Cluster(spec => spec with { Overrides = [new MachineOverride { Machine = "ha-oss-0" }] }),
        json =>
        {
            json["spec"]!["overrides"]![0]!["restartedAt"] = BadTime;
            json["metadata"]!["generation"] = 2;
            json["status"] = _bench.Cluster?["status"]?.DeepClone();
            change?.Invoke(json);
        });
}
