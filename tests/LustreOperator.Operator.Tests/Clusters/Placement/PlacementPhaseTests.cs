using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator.Tests;

internal sealed class PlacementPhaseTests
{
    private static readonly PlacementFailure s_limit = new("stopped at its limit", "ha-oss-0", [], SearchLimitReached: true);

    [Test]
    public void What_is_taken_back_goes_before_changes_of_others_which_may_be_refused()
    {
        LustreMachine admitted = Given.Machines(Given.Cluster(), admitted: true)[0];
        LustreCluster cluster = Given.Cluster(spec => spec with { Machines = [Given.Group(count: 9)], DriftPolicy = DriftPolicy.Report });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, admitted, Given.Machines(Given.Cluster())[1]));

        Assert.That(plan.Actions.Select(action => action.GetType()), Is.EqualTo(new[] { typeof(DeleteMachine), typeof(UpdateMachine) }));
    }

    [Test]
    public void Search_that_ended_at_its_limit_is_not_begun_again_while_its_answer_stands()
    {
        ClusterObservation observed = Given.Observed(Given.Cluster()) with { Unplaced = (s_limit, TimeSpan.FromSeconds(3)) };

        ClusterPlan plan = ClusterPlanner.Plan(
            ClusterLook.Of(observed, (_, _, _) => throw new InvalidOperationException("it was searched"), CancellationToken.None), ClusterPhases.All);

        Assert.That((plan.Unplaced, plan.LookAgainAfter, plan.IsWaiting), Is.EqualTo((s_limit, (TimeSpan?)TimeSpan.FromSeconds(3), true)));
    }

    [Test]
    public void Cluster_all_of_which_exists_waits_for_no_search()
    {
        ClusterObservation observed =
            Given.Observed(Given.Cluster(), Given.Machines(Given.Cluster(), admitted: true)) with { Unplaced = (s_limit, TimeSpan.FromSeconds(3)) };

        Assert.That((ClusterPlanner.Plan(observed).Unplaced, ClusterPlanner.Plan(observed).LookAgainAfter), Is.EqualTo(((PlacementFailure?)null, (TimeSpan?)null)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Places_of_a_search_that_was_cut_short_are_told(bool isCutShort)
    {
        PlacementResult Search(PlacementLedger places, PlacementRequest request, CancellationToken cancel) =>
            Placer.Place(places, request, cancel) with { SearchLimitReached = isCutShort, Notes = ["partners may be parted"] };

        ClusterPlan plan = ClusterPlanner.Plan(ClusterLook.Of(Given.Observed(Given.Cluster()), Search, CancellationToken.None), ClusterPhases.All);

        Assert.That(plan.Phases.Any(phase => phase.NotesReason == "PlacementCutShort"), Is.EqualTo(isCutShort));
        Assert.That(plan.Notes, Is.EqualTo(new[] { "partners may be parted" }));
    }

    [Test]
    public void Cluster_without_hosts_says_so()
    {
        ClusterObservation observed = Given.Observed(Given.Cluster()).On([]);

        LustreClusterStatus status = ClusterStatusBuilder.Build(ClusterPlanner.Plan(observed), [], null, null, Given.Now).Status;

        Assert.That(status.Conditions.Find(ClusterConditionTypes.Placed), Has.Property("Reason").EqualTo(ClusterReasons.NoHosts));
        Assert.That(status.Conditions.Find(ConditionTypes.Ready), Has.Property("Reason").EqualTo(ClusterReasons.DoesNotFit));
    }

    [Test]
    public void Machines_that_are_being_made_are_no_fault_of_the_placement()
    {
        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(Given.Cluster()));

        (LustreClusterStatus status, IReadOnlyList<ToldCondition> told) = ClusterStatusBuilder.Build(plan, Given.Machines(Given.Cluster())[..1], null, null, Given.Now);

        Assert.That(status.Conditions.Find(ClusterConditionTypes.Placed), Has.Property("Message").EqualTo("1 of 2 machines exist"));
        Assert.That(told.Single(condition => condition.Condition.Type == ClusterConditionTypes.Placed).Event, Is.Null);
        Assert.That((status.Hosts, status.Hcas), Is.EqualTo(("kvm1", 0)));
    }
}
