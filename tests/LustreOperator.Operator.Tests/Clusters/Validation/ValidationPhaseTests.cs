using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

internal sealed class ValidationPhaseTests
{
    private static LustreCluster Faulty => Given.Cluster(spec => spec with { Machines = [Given.Group() with { Networks = ["nowhere"] }] });

    [Test]
    public void Of_a_faulty_cluster_nobody_can_tell_what_is_placed_or_up_to_date()
    {
        LustreClusterStatus status = Given.Status(Faulty, Given.Machines(Given.Cluster(), admitted: true));

        Assert.That(status.Conditions.Find(ClusterConditionTypes.Accepted)!.Message, Does.StartWith("1 fault: spec.machines[oss].networks[0]: "));
        Assert.That(status.Conditions.Find(ConditionTypes.Ready)!.Message, Is.EqualTo(status.Conditions.Find(ClusterConditionTypes.Accepted)!.Message));
        foreach (string type in new[] { ClusterConditionTypes.Placed, ClusterConditionTypes.UpToDate })
        {
            Assert.That(status.Conditions.Find(type), Has.Property("Status").EqualTo(ConditionStatus.Unknown).And.Property("Reason").EqualTo(ConditionReasons.InvalidSpec));
        }

        Assert.That((status.Placed, status.Hosts, status.Lnet), Is.EqualTo(("0/0", "kvm1", (LnetStatus?)null)));
    }

    [Test]
    public void Faulty_cluster_is_not_held() =>
        Assert.That(ClusterPlanner.Plan(Given.Observed(Unheld(Faulty))).Actions, Is.Empty);

    [Test]
    public void Cluster_that_fits_nowhere_is_held_all_the_same() =>
        Assert.That(
            ClusterPlanner.Plan(Given.Observed(Unheld(Given.Cluster(spec => spec with { Machines = [Given.Group(count: 9)] })))).Actions.Single(),
            Is.TypeOf<AddClusterFinalizer>());

    [Test]
    public void Spec_of_a_deleted_cluster_is_not_looked_at()
    {
        LustreCluster deleted = Faulty with { Metadata = Faulty.Metadata with { DeletionTimestamp = Given.Now } };

        Assert.That(ClusterPlanner.Plan(Given.Observed(deleted)).Faults, Is.Empty);
    }

    [Test]
    public void Of_a_cluster_that_cannot_be_read_no_more_is_asked()
    {
        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(Given.Cluster() with { Unreadable = "spec.machines: a word" }));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Phases[^1].Facts, Is.TypeOf<ValidationFacts>());
        Assert.That(plan.Unreadable, Is.EqualTo("spec.machines: a word"));
    }

    [Test]
    public void Name_that_another_cluster_has_is_a_fault()
    {
        ClusterObservation observed = Given.Observed(Given.Cluster()) with { TakenNames = new Dictionary<string, string> { ["ha-oss-1"] = "ha-oss" } };

        Assert.That(ClusterPlanner.Plan(observed).Faults.Single().Problem, Does.Contain("cluster `ha-oss`"));
    }

    private static LustreCluster Unheld(LustreCluster cluster) => cluster with { Metadata = cluster.Metadata with { Finalizers = null } };
}
