using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator.Tests;

/// <summary>What the steps of a cluster write, and what they refuse to write.</summary>
internal sealed class ClusterHandsTests
{
    private OperatorBench _bench = null!;
    private LustreMachine _machine = null!;

    [SetUp]
    public void Start()
    {
        _bench = new OperatorBench();
        _bench.Put(Given.Host);
        _bench.Put(Given.Cluster());
        _bench.Put(Given.Machines(Given.Cluster())[0]);
        _machine = _bench.Stores.Machines.List().Single();
    }

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public void Every_action_is_done_by_exactly_one_phase() =>
        Assert.That(_bench.Hands.Actions, Is.EquivalentTo(typeof(ClusterAction).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ClusterAction)))));

    [Test]
    public async Task Update_replaces_the_spec_and_is_seen_at_once()
    {
        await DoAsync(Update(_machine, admit: false));

        LustreMachine seen = _bench.Stores.Machines.List().Single();
        Assert.That((seen.Spec.PowerState, seen.Metadata.Generation), Is.EqualTo((PowerState.Running, 2)));
        Assert.That((PlacedFor.TextOf(seen), MachineHealth.IsAdmitted(seen)), Is.EqualTo(("asked", false)));
    }

    [Test]
    public async Task Admission_is_in_the_same_write()
    {
        await DoAsync(Update(_machine, admit: true));

        Assert.That(MachineHealth.IsAdmitted(_bench.Stores.Machines.List().Single()), Is.True);
        Assert.That(_bench.Api.Writes, Has.Exactly(1).Items);
    }

    [Test]
    public void Update_that_was_planned_for_an_earlier_spec_is_refused_as_stale_and_changes_nothing()
    {
        Change(json => json["metadata"]!["generation"] = 5);

        Assert.That(() => DoAsync(Update(_machine, admit: true)), Throws.TypeOf<KubernetesStatusException>().With.Property("Code").EqualTo(422));
        Assert.That((string?)_bench.Machine("ha-oss-0")!["spec"]!["powerState"], Is.EqualTo("Off"));
    }

    [Test]
    public void Update_that_was_planned_for_another_object_of_the_name_is_refused_and_changes_nothing()
    {
        Change(json => json["metadata"]!["uid"] = "another");

        Assert.That(() => DoAsync(Update(_machine, admit: true)), Throws.TypeOf<KubernetesStatusException>());
        Assert.That((string?)_bench.Machine("ha-oss-0")!["spec"]!["powerState"], Is.EqualTo("Off"));
    }

    [Test]
    public async Task Deletion_names_the_object_and_not_only_its_name()
    {
        await DoAsync(new DeleteMachine(_machine, "test"));

        Assert.That((string?)_bench.Api.Writes.Single().Body!["preconditions"]!["uid"], Is.EqualTo(_machine.Metadata.Uid));
        Assert.That(MachineHealth.IsLeaving(_bench.Stores.Machines.List().Single()), Is.True, "it waits for its finalizer, and that is seen");
    }

    [Test]
    public async Task Machine_that_is_let_go_is_gone_at_once()
    {
        await DoAsync(new DeleteMachine(_machine, "test"));

        await DoAsync(new RemoveMachineFinalizer(_bench.Stores.Machines.List().Single(), "test"));

        Assert.That((_bench.Machine("ha-oss-0"), _bench.Stores.Machines.Count), Is.EqualTo(((JsonObject?)null, 0)));
    }

    [Test]
    public void Finalizer_goes_only_from_the_version_that_was_looked_at()
    {
        Change(json => json["metadata"]!["labels"] = new JsonObject());

        Assert.That(() => DoAsync(new RemoveMachineFinalizer(_machine, "test")), Throws.TypeOf<KubernetesStatusException>().With.Property("IsConflict").True);
        Assert.That(_bench.Machine("ha-oss-0")!["metadata"]!["finalizers"]!.AsArray(), Is.Not.Empty);
    }

    [Test]
    public async Task Cluster_and_host_are_held_beside_what_others_hold_them_by()
    {
        _bench.Put(Given.NewHost with { Metadata = Given.NewHost.Metadata with { Finalizers = ["other/f"] } });
        _bench.Put(Given.Cluster() with { Metadata = Given.Cluster().Metadata with { Finalizers = null, ResourceVersion = null } });

        await DoAsync(new HoldHost(_bench.Stores.Hosts.List().Single()));
        await DoAsync(new AddClusterFinalizer(_bench.Stores.Clusters.List().Single()));

        Assert.That(_bench.Stores.Hosts.List().Single().Metadata.Finalizers, Is.EqualTo(new[] { "other/f", ApiNames.HostFinalizer }));
        Assert.That(_bench.Stores.Clusters.List().Single().Metadata.Finalizers, Is.EqualTo(new[] { ApiNames.ClusterFinalizer }));
    }

    [TestCase(409, "Conflict", true, true)]
    [TestCase(409, "AlreadyExists", true, true)]
    [TestCase(404, "NotFound", false, true)]
    [TestCase(403, "Forbidden", false, false)]
    [TestCase(422, "Invalid", false, true)]
    [TestCase(500, "InternalError", false, false)]
    public void Refusal_that_comes_of_a_change_meanwhile_is_told_from_one_that_stays(int code, string reason, bool ofCreation, bool ofUpdate)
    {
        KubernetesStatusException said = new(code, reason, "words");

        Assert.That(new StepRefusal(new CreateMachine(_machine), said).IsStale, Is.EqualTo(ofCreation));
        Assert.That(new StepRefusal(Update(_machine, admit: true), said).IsStale, Is.EqualTo(ofUpdate));
        Assert.That(new StepRefusal(new CreateMachine(_machine), said).IsAnswer, Is.EqualTo(code < 500));
    }

    private static UpdateMachine Update(LustreMachine machine, bool admit) => new(machine, machine.Spec with { PowerState = PowerState.Running }, "asked", "test", admit);

    private Task DoAsync(ClusterAction action) => _bench.Hands.ExecuteAsync(action, CancellationToken.None);

    // At the server alone.
    private void Change(Action<JsonObject> change)
    {
        JsonObject json = _bench.Machine("ha-oss-0")!;
        change(json);
        _bench.Api.Put("apis/lustre-operator.dev/v1alpha1/namespaces/qa/lustremachines", json);
    }
}
