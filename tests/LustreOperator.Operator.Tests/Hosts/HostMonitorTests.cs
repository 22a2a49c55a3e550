using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator.Tests;

/// <summary>What the operator writes of hosts, and how a KvmHost goes.</summary>
internal sealed class HostMonitorTests
{
    private OperatorBench _bench = null!;

    [SetUp]
    public void Start()
    {
        _bench = new OperatorBench();
        _bench.Renew();
    }

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public async Task Refused_write_for_one_machine_stops_none_of_the_others_and_is_told_of_it()
    {
        PutMachines();
        _bench.Time.Advance(TimeSpan.FromSeconds(41));
        _bench.Api.Refuse = request => request.Path.EndsWith("ha-oss-0/status", StringComparison.Ordinal) ? (422, "status is too long") : null;

        Assert.That(async () => await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None), Throws.InstanceOf<KubernetesStatusException>());

        Assert.That(OperatorBench.Condition(_bench.Machine("ha-oss-1"), "HostReachable"), Is.EqualTo(("Unknown", KvmHostReasons.LeaseExpired)));
        await _bench.SendEventsAsync();
        Assert.That(_bench.Told.Select(told => told.Reason), Has.Member(ConditionReasons.StatusRefused));
    }

    [Test]
    public async Task Machine_of_a_missing_host_is_left_to_its_agent_while_that_lives_and_nothing_is_written_again()
    {
        foreach (LustreMachine machine in Given.Machines(Given.Cluster(), admitted: true))
        {
            _bench.Put(machine.Running());
        }

        await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None);
        Assert.That(_bench.Api.Writes, Is.Empty, "the agent says HostMissing itself");

        _bench.Time.Advance(TimeSpan.FromSeconds(41));
        await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None);
        Assert.That(OperatorBench.Condition(_bench.Machine("ha-oss-0"), "Ready"), Is.EqualTo(("Unknown", KvmHostReasons.LeaseExpired)));

        _bench.Api.ForgetRequests();
        await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None);
        Assert.That(_bench.Api.Writes, Is.Empty);
    }

    [Test]
    public async Task Host_with_machines_is_held_and_one_without_is_not()
    {
        _bench.Put(Given.NewHost);
        await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None);
        Assert.That(Finalizers(), Is.Empty);

        PutMachines(host: false);
        await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None);
        Assert.That(Finalizers(), Is.EqualTo(new[] { ApiNames.HostFinalizer }));

        _bench.Api.ForgetRequests();
        await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None);
        Assert.That(_bench.Api.Writes, Is.Empty);
    }

    [Test]
    public async Task Deleted_host_waits_for_its_machines_and_says_which_and_what_to_do()
    {
        PutMachines(host: false);
        _bench.Put(Deleted());

        await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None);
        await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None);

        Assert.That(OperatorBench.Condition(_bench.Host, "Deleting"), Is.EqualTo(("True", ConditionReasons.WaitingForMachines)));
        await _bench.SendEventsAsync();
        (string type, _, string message) = _bench.Told.Single(told => told.Reason == ConditionReasons.WaitingForMachines);
        Assert.That(type, Is.EqualTo("Warning"));
        Assert.That(message, Does.Contain("qa/ha-oss-0").And.Contain("fenced"));
        Assert.That(Finalizers(), Is.EqualTo(new[] { ApiNames.HostFinalizer }));
    }

    [Test]
    public async Task Deleted_host_goes_when_no_machine_is_on_it()
    {
        _bench.Put(Deleted());

        await _bench.Monitor.ReconcileAsync("kvm1", CancellationToken.None);

        Assert.That(_bench.Host, Is.Null);
        Assert.That(_bench.Stores.Hosts.Count, Is.Zero);
    }

    [Test]
    public async Task Unforeseen_failure_is_told_of_the_host()
    {
        _bench.Put(Given.Host);

        await _bench.Monitor.TellFailureAsync("kvm1", new InvalidOperationException("a defect"), CancellationToken.None);

        await _bench.SendEventsAsync();
        Assert.That(_bench.Told.Single().Reason, Is.EqualTo(ConditionReasons.UnexpectedFault));
    }

    private static KvmHost Deleted() => Given.Host with
    {
        Metadata = Given.Host.Metadata with { DeletionTimestamp = Given.Now, Finalizers = [ApiNames.HostFinalizer] },
    };

    private void PutMachines(bool host = true)
    {
        if (host)
        {
            _bench.Put(Given.Host);
        }

        foreach (LustreMachine machine in Given.Machines(Given.Cluster(), admitted: true))
        {
            _bench.Put(machine.Running());
        }
    }

    private string[] Finalizers() => [.. (_bench.Host!["metadata"]!["finalizers"] as JsonArray ?? []).Select(name => (string)name!)];
}
