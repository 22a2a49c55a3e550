using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;

namespace LustreOperator.Operator.Tests;

/// <summary>How the plans of phases become that of the cluster.</summary>
internal sealed class ClusterPhasesTests
{
    private static readonly ClusterAction s_action = new AddClusterFinalizer(Given.Cluster());

    private static PhasePlan Later => new()
    {
        Actions = [s_action],
        Fault = new ClusterFault("Later", ""),
        IsWaiting = true,
        LookAgainAfter = TimeSpan.FromSeconds(1),
        NotesReason = "Noted",
        Notes = ["a note"],
        Facts = new Told("Later"),
    };

    [Test]
    public void Phase_after_one_that_holds_steps_back_does_nothing_and_tells_what_it_knows()
    {
        ClusterPlan plan = Plan(new PhasePlan { Holds = PhaseHold.Steps }, Later);

        Assert.That((plan.Actions.Count, plan.IsWaiting, plan.LookAgainAfter, plan.Notes.Count), Is.EqualTo((0, false, (TimeSpan?)null, 0)));
        Assert.That((plan.Phases[1].Fault, plan.Phases[1].NotesReason), Is.EqualTo(((ClusterFault?)null, (string?)null)));
        Assert.That(Status(plan).Conditions.IsTrue("Later"), Is.True);
    }

    [Test]
    public void Phases_after_one_that_holds_everything_back_are_not_asked() =>
        Assert.That(
            ClusterPlanner.Plan(Look(), [Phase(_ => new PhasePlan { Holds = PhaseHold.Everything }), Phase(_ => throw new InvalidOperationException())]).Phases,
            Has.Count.EqualTo(1));

    [Test]
    public void Status_of_a_cluster_of_which_nothing_can_be_told_is_as_before_but_for_the_phase_that_says_so()
    {
        ClusterPlan plan = Plan(new PhasePlan { Facts = new Told("Earlier") }, new PhasePlan { Holds = PhaseHold.Everything, Fault = new ClusterFault("Blind", "why"), Facts = new Told("Blind") });

        LustreClusterStatus status = ClusterStatusBuilder.Build(plan, [], null, new LustreClusterStatus { Placed = "7/7" }, Given.Now).Status;

        Assert.That(status.Conditions.Select(condition => (condition.Type, condition.Reason)), Is.EqualTo(new[] { (ConditionTypes.Ready, "Blind"), ("Blind", "Told") }));
        Assert.That((status.Placed, status.ObservedGeneration), Is.EqualTo(("7/7", 1)));
    }

    [Test]
    public void Why_nobody_can_tell_is_that_of_the_first_and_stays_when_others_hold_nothing()
    {
        ClusterFault why = new("Missing", "");
        List<(bool, ClusterFault?)> seen = [];
        PhasePlan See(ClusterLook look)
        {
            seen.Add((look.IsHeld, look.HeldFor));
            return new PhasePlan();
        }

        ClusterPlan plan = ClusterPlanner.Plan(
            Look(), [Phase(See), Phase(_ => new PhasePlan { Holds = PhaseHold.Steps, HoldsFor = why }), Phase(See), Phase(See)]);

        Assert.That(seen, Is.EqualTo(new (bool, ClusterFault?)[] { (false, null), (true, why), (true, why) }));
        Assert.That(plan.HeldFor, Is.EqualTo(why));
    }

    [Test]
    public void What_an_earlier_phase_takes_is_not_free_for_later_ones()
    {
        PlacementLedger after = PlacementLedger.Empty;
        PlacementLedger? seen = null;

        ClusterPlanner.Plan(Look(), [Phase(_ => new PhasePlan { Places = after }), Phase(_ => new PhasePlan()), Phase(look => See(look))]);
        PhasePlan See(ClusterLook look)
        {
            seen = look.Places;
            return new PhasePlan();
        }

        Assert.That(seen, Is.SameAs(after));
    }

    [Test]
    public void Steps_that_go_first_come_before_those_of_earlier_phases()
    {
        ClusterAction first = new RemoveClusterFinalizer(Given.Cluster());

        Assert.That(Plan(Later, new PhasePlan { Actions = [first], GoesFirst = true }).Actions, Is.EqualTo(new[] { first, s_action }));
    }

    [Test]
    public void Next_look_is_the_soonest_that_a_phase_asks_for() =>
        Assert.That(
            Plan(new PhasePlan { LookAgainAfter = TimeSpan.FromSeconds(60) }, new PhasePlan { LookAgainAfter = TimeSpan.FromSeconds(10) }, new PhasePlan()).LookAgainAfter,
            Is.EqualTo(TimeSpan.FromSeconds(10)));

    [Test]
    public void Fault_of_the_first_phase_is_told() =>
        Assert.That(Ready(Plan(Later with { Fault = new ClusterFault("Earlier", "") }, Later)).Reason, Is.EqualTo("Earlier"));

    [Test]
    public void Refused_step_is_told_before_what_stands_in_the_way_of_others_and_after_what_holds_the_cluster_back()
    {
        ClusterFault refusal = new("Refused", "quota");

        Assert.That(Ready(Plan(Later), refusal).Reason, Is.EqualTo("Refused"));
        Assert.That(Ready(Plan(Later with { Holds = PhaseHold.Steps }), refusal).Reason, Is.EqualTo("Later"));
    }

    [Test]
    public void Phase_that_says_why_the_cluster_is_not_ready_is_heard()
    {
        LustreMachine[] machines = [.. Given.Machines(Given.Cluster(), admitted: true).Select(machine => machine.Running())];
        ClusterPlan plan = ClusterPlanner.Plan(Look(machines), [Phase(_ => new PhasePlan { Facts = new Told("Later", "ost0 is not mounted") })]);

        Condition ready = ClusterStatusBuilder.Build(plan, machines, null, null, Given.Now).Status.Conditions.Find(ConditionTypes.Ready)!;

        Assert.That((ready.Status, ready.Message), Is.EqualTo((ConditionStatus.False, "2 of 2 machines are as wanted; ost0 is not mounted")));
    }

    [Test]
    public void Every_condition_of_a_cluster_comes_from_one_phase_whatever_is_seen()
    {
        LustreCluster cluster = Given.Cluster();
        LustreMachine[] machines = Given.Machines(cluster, admitted: true);
        LustreCluster[] all =
        [
            cluster,
            cluster with { Metadata = cluster.Metadata with { DeletionTimestamp = Given.Now } },
            Given.Cluster(spec => spec with { Paused = true }),
            Given.Cluster(spec => spec with { Machines = [Given.Group(count: 9)] }),
            Given.Cluster(spec => spec with { Machines = [Given.Group() with { Networks = ["nowhere"] }] }),
        ];
        foreach (LustreCluster seen in all)
        {
            Assert.That(Given.Status(seen, machines).Conditions.Select(condition => condition.Type), Is.EquivalentTo(new[]
            {
                ConditionTypes.Ready, ConditionTypes.Deleting, ClusterConditionTypes.Accepted, ClusterConditionTypes.UpToDate, ClusterConditionTypes.Paused,
                ClusterConditionTypes.Placed,
            }));
        }
    }

    private static ClusterPlan Plan(params PhasePlan[] phases) => ClusterPlanner.Plan(Look(), [.. phases.Select(plan => Phase(_ => plan))]);

    private static ClusterLook Look(params LustreMachine[] machines) => ClusterLook.Of(Given.Observed(Given.Cluster(), machines), Placer.Place, CancellationToken.None);

    private static ClusterPhase Phase(Func<ClusterLook, PhasePlan> plan) => new(plan, _ => new PhaseHands());

    private static LustreClusterStatus Status(ClusterPlan plan, ClusterFault? refusal = null) => ClusterStatusBuilder.Build(plan, [], refusal, null, Given.Now).Status;

    private static Condition Ready(ClusterPlan plan, ClusterFault? refusal = null) => Status(plan, refusal).Conditions.Find(ConditionTypes.Ready)!;

    private sealed record Told(string Type, string? Problem = null) : IPhaseFacts
    {
        public IEnumerable<ToldCondition> Conditions(ClusterNow now) => [ToldCondition.Of(Type, ConditionStatus.True, "Told", "", EventType.Normal)];

        public IEnumerable<string> Problems(ClusterNow now) => Problem is null ? [] : [Problem];
    }
}
