using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

internal sealed class ChangePhaseTests
{
    private static readonly LustreMachine[] s_made = Given.Machines(Given.Cluster());
    private static readonly LustreMachine[] s_admitted = Given.Machines(Given.Cluster(), admitted: true);

    // The first machine is on CPU 0.
    private static KvmHost Reserving => Given.Host with { Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "0" } } };

    [Test]
    public void Machine_that_never_ran_and_whose_CPU_the_admin_reserved_since_is_taken_back_and_none_is_admitted()
    {
        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(Given.Cluster(), s_made).On([Reserving]));

        Assert.That(Given.Steps(plan), Is.EqualTo(new[]
        {
            "delete machine ha-oss-0: it has never run, and CPUs 0 of host kvm1 have been reserved, or shared, by its admin since",
        }));
    }

    [Test]
    public void Machine_that_was_admitted_keeps_a_CPU_that_the_admin_reserved_since() =>
        Assert.That(ClusterPlanner.Plan(Given.Observed(Given.Cluster(), s_admitted).On([Reserving])).Actions, Is.Empty);

    [Test]
    public void Machine_that_never_ran_is_made_anew_elsewhere_on_the_host_when_it_is_gone()
    {
        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(Given.Cluster(), s_made[1]).On([Reserving]));

        Assert.That(Given.Steps(plan), Is.EqualTo(new[] { "create machine ha-oss-0 on host kvm1 with host CPUs 2" }));
    }

    [Test]
    public void Setting_reaches_admitted_machines_while_others_are_not_there_and_admits_none()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Machines = [Given.Group(count: 3)], DriftPolicy = DriftPolicy.Report });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, s_admitted[0], s_made[1]));

        Assert.That(plan.Actions.OfType<UpdateMachine>().Select(update => (update.Machine.Metadata.Name, update.Admit)), Is.EqualTo(new[] { ("ha-oss-0", false) }));
        Assert.That(plan.Claims.Select(machine => machine.Metadata.Name), Is.EqualTo(new[] { "ha-oss-2" }), "a setting takes nothing");
    }

    [Test]
    public void What_a_machine_gets_is_claimed_as_it_is_to_be_and_without_what_it_reports()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Machines = [Given.Group() with { Cpu = new CpuSpec { Count = 2 } }] });

        LustreMachine[] claims = [.. ClusterPlanner.Plan(Given.Observed(cluster, [.. s_admitted.Select(machine => machine.Running())])).Claims];

        Assert.That(claims.Select(machine => (machine.Spec.Cpu.Count, machine.Status)), Is.All.EqualTo((2, (LustreMachineStatus?)null)).And.Exactly(2).Items);
    }

    [Test]
    public void Places_that_machines_get_are_not_given_to_new_ones()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with
        {
            Machines = [Given.Group(count: 1) with { Cpu = new CpuSpec { Count = 2 } }, Given.Group(count: 3) with { Name = "mds" }],
        });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, s_admitted[0]));

        Assert.That(plan.Actions.OfType<UpdateMachine>().Single().Spec.Cpu.VcpuPins, Has.Count.EqualTo(2));
        Assert.That(plan.Unplaced, Is.Not.Null, "two of four CPUs are left for three machines");
    }

    [Test]
    public void Outdated_and_surplus_machines_are_why_a_cluster_whose_machines_all_run_is_not_ready()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Machines = [Given.Group(count: 1) with { Cpu = new CpuSpec { Count = 9 } }] });

        LustreClusterStatus status = Given.Status(cluster, [.. s_admitted.Select(machine => machine.Running())]);

        Condition ready = status.Conditions.Find(ConditionTypes.Ready)!;
        Assert.That((ready.Status, ready.Reason), Is.EqualTo((ConditionStatus.False, ClusterReasons.MachinesNotReady)));
        Assert.That(ready.Message, Does.StartWith("1 of 1 machines are as wanted; ha-oss-0 keeps its old resources: ").And.EndWith("; 1 surplus machines are going"));
        Assert.That(status.Conditions.Find(ClusterConditionTypes.UpToDate), Has.Property("Reason").EqualTo(ClusterReasons.TemplatePending));
    }

    [Test]
    public void Paused_cluster_looks_for_no_places()
    {
        LustreCluster paused = Given.Cluster(spec => spec with { Paused = true });

        ClusterPlan plan = ClusterPlanner.Plan(
            ClusterLook.Of(Given.Observed(paused), (_, _, _) => throw new InvalidOperationException("it was searched"), CancellationToken.None), ClusterPhases.All);

        Assert.That((plan.Actions.Count, plan.IsWaiting), Is.EqualTo((0, true)));
        Assert.That(Given.Status(paused).Conditions.Find(ClusterConditionTypes.Paused)!.Reason, Is.EqualTo(ClusterReasons.PausedByUser));
    }
}
