using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

internal sealed class ReleasePhaseTests
{
    private static readonly LustreMachine[] s_machines = Given.Machines(Given.Cluster(), admitted: true);

    private static LustreCluster Deleted =>
        Given.Cluster() is var cluster ? cluster with { Metadata = cluster.Metadata with { DeletionTimestamp = Given.Now } } : cluster;

    [Test]
    public void Deleted_cluster_names_the_machines_that_it_waits_for()
    {
        Condition deleting = Given.Status(Deleted, s_machines[0].Leaving(released: false), s_machines[1]).Conditions.Find(ConditionTypes.Deleting)!;

        Assert.That((deleting.Status, deleting.Reason), Is.EqualTo((ConditionStatus.True, ConditionReasons.WaitingForMachines)));
        Assert.That(deleting.Message, Does.Contain("ha-oss-0 on host kvm1; ha-oss-1 on host kvm1").And.Contain("KvmHost.spec.fenced"));
    }

    [Test]
    public void Deleted_cluster_is_not_ready_whatever_else_is_wrong()
    {
        Condition ready = Given.Status(Deleted).Conditions.Find(ConditionTypes.Ready)!;

        Assert.That((ready.Status, ready.Reason), Is.EqualTo((ConditionStatus.False, ConditionReasons.WaitingForMachines)));
    }

    [Test]
    public void Machines_of_another_object_keep_no_cluster_and_are_not_deleted_with_it()
    {
        LustreMachine other = s_machines[0] with { Metadata = s_machines[0].Metadata with { OwnerReferences = null } };

        Assert.That(ClusterPlanner.Plan(Given.Observed(Deleted, other)).Actions, Has.Exactly(1).Items.And.All.TypeOf<RemoveClusterFinalizer>());
    }

    [Test]
    public void Finalizer_of_somebody_else_alone_is_left_to_them()
    {
        LustreMachine held = s_machines[0].Leaving(released: true);
        held = held with { Metadata = held.Metadata with { Finalizers = ["other/f"] } };

        Assert.That(ClusterPlanner.Plan(Given.Observed(null, held)).Actions, Is.Empty);
    }

    [Test]
    public void Machine_is_let_go_though_its_cluster_is_faulty_or_paused()
    {
        LustreMachine released = s_machines[0].Leaving(released: true);
        LustreCluster faulty = Given.Cluster(spec => spec with { Machines = [Given.Group() with { Networks = ["nowhere"] }] });
        LustreCluster paused = Given.Cluster(spec => spec with { Paused = true });

        Assert.That(ClusterPlanner.Plan(Given.Observed(faulty, released)).Actions.Single(), Is.TypeOf<RemoveMachineFinalizer>());
        Assert.That(ClusterPlanner.Plan(Given.Observed(paused, released)).Actions[0], Is.TypeOf<RemoveMachineFinalizer>());
    }
}
