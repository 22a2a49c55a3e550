using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Agent.Tests;

/// <summary>What of a machine's status is sent to the API server, and when.</summary>
internal sealed class StatusWriterTests
{
    private static readonly Condition s_ready = new() { Type = ConditionTypes.Ready, Status = ConditionStatus.True, Reason = MachineReasons.Running };

    private AgentBench _bench = null!;

    [SetUp]
    public void Start()
    {
        _bench = new AgentBench();
        _bench.Put(Given.Machine() with { Status = null });
        _bench.Api.ForgetRequests();
    }

    [TearDown]
    public async Task Stop() => await _bench.DisposeAsync();

    [Test]
    public async Task Status_is_written_of_the_version_and_the_incarnation_that_were_seen()
    {
        LustreMachine seen = _bench.Known;

        await Write(seen, s_ready);

        JsonNode metadata = _bench.Api.Writes.Single().Body!["metadata"]!;
        Assert.That(((string?)metadata["uid"], (string?)metadata["resourceVersion"]), Is.EqualTo((seen.Metadata.Uid, seen.Metadata.ResourceVersion)));
    }

    [Test]
    public void Status_of_an_object_that_has_changed_meanwhile_does_not_land_on_it()
    {
        LustreMachine seen = _bench.Known;
        _bench.Put(Given.Machine(spec => spec with { PowerState = PowerState.Off }) with { Status = null });

        Assert.That(() => Write(seen, s_ready), Throws.InstanceOf<KubernetesStatusException>().With.Property("IsConflict").True);
        Assert.That(_bench.Machine!["status"], Is.Null);
    }

    [Test]
    public async Task Same_status_again_is_not_written()
    {
        await Write(_bench.Known, s_ready);
        await Write(_bench.Known, s_ready);

        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Drift_is_written_and_compared_by_field_in_whatever_order_it_was_found_or_stored()
    {
        DriftEntry pin = new() { Field = "vcpuPins[0]", Desired = "3", Actual = "1", Since = Given.Now };
        DriftEntry memory = new() { Field = "memory", Desired = "2Gi", Actual = "1Gi", Since = Given.Now };

        await Drift(pin, memory);
        Assert.That(_bench.Known.Status!.Drift, Is.EqualTo(new[] { memory, pin }));
        await Drift(memory, pin);
        await Drift(pin, memory);
        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(1), "nothing changed");

        LustreMachine stored = _bench.Known;
        stored = stored with { Status = stored.Status! with { Drift = [pin, memory] } };
        await _bench.Status.WriteAsync(stored, stored.Status, CancellationToken.None);
        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(1), "another agent stored it in its order");
    }

    [Test]
    public async Task Conditions_of_the_operator_are_neither_written_nor_compared()
    {
        Condition reachable = new() { Type = ConditionTypes.HostReachable, Status = ConditionStatus.True, Reason = "LeaseValid" };
        await Write(_bench.Known, s_ready);

        await Write(_bench.Known, s_ready, reachable);

        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(1));
        Assert.That(AgentBench.Condition(_bench.Machine, ConditionTypes.HostReachable).Status, Is.Null);
    }

    [Test]
    public async Task Status_that_is_refused_leaves_the_one_before_with_a_Ready_that_says_so()
    {
        await Write(_bench.Known, s_ready);
        _bench.Api.Refuse = request => request.Body?["status"]?["pins"] is not null ? (422, "pins: Invalid value") : null;

        await _bench.Status.WriteAsync(_bench.Known, new LustreMachineStatus { Pins = "none", Conditions = [s_ready] }, CancellationToken.None);

        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Machine, ConditionTypes.Ready);
        Assert.That((status, reason), Is.EqualTo(("False", ConditionReasons.StatusRefused)));
        Assert.That(message, Does.Contain("pins: Invalid value"));
        Assert.That(_bench.Machine!["status"]!["pins"], Is.Null);
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { ConditionReasons.StatusRefused }));
    }

    private Task Drift(params DriftEntry[] drift) =>
        _bench.Status.WriteAsync(_bench.Known, new LustreMachineStatus { Conditions = [s_ready], Drift = drift }, CancellationToken.None);

    private Task Write(LustreMachine machine, params Condition[] conditions) =>
        _bench.Status.WriteAsync(machine, new LustreMachineStatus { Conditions = conditions }, CancellationToken.None);
}
