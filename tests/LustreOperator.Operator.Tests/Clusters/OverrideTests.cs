using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

/// <summary>Single machines that differ from their group: spec.overrides.</summary>
internal sealed class OverrideTests
{
    private static readonly LustreMachine[] s_machines = Given.Machines(Given.Cluster(), admitted: true);

    [Test]
    public void Machine_alone_is_switched_off() =>
        Assert.That(
            Steps(new MachineOverride { Machine = "ha-oss-1", PowerState = PowerState.Off }),
            Is.EqualTo(new[] { "update machine ha-oss-1: powerState Running -> Off" }));

    [Test]
    public void Machine_alone_is_restarted() =>
        Assert.That(
            Steps(new MachineOverride { Machine = "ha-oss-0", RestartedAt = Given.Now }),
            Is.EqualTo(new[] { "update machine ha-oss-0: restartedAt none -> 2026-11-23T12:00:00Z" }));

    [Test]
    public void Restart_that_was_taken_back_is_taken_from_the_machine()
    {
        LustreMachine asked = s_machines[0] with { Spec = s_machines[0].Spec with { RestartedAt = Given.Now } };

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(Given.Cluster(), asked, s_machines[1]));

        Assert.That(Given.Steps(plan), Is.EqualTo(new[] { "update machine ha-oss-0: restartedAt 2026-11-23T12:00:00Z -> none" }));
    }

    [Test]
    public void Override_of_a_machine_that_does_not_exist_waits() =>
        Assert.That(Steps(new MachineOverride { Machine = "ha-oss-7", PowerState = PowerState.Off }), Is.Empty);

    [Test]
    public void Cluster_with_a_machine_that_is_off_as_wanted_is_ready()
    {
        LustreCluster cluster = With(new MachineOverride { Machine = "ha-oss-1", PowerState = PowerState.Off });
        LustreMachine off = s_machines[1] with { Spec = s_machines[1].Spec with { PowerState = PowerState.Off } };
        off = off with
        {
            Status = new LustreMachineStatus
            {
                ObservedGeneration = 2,
                Domain = new DomainStatus { State = DomainState.ShutOff },
                Conditions = [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.False, Reason = ConditionReasons.PoweredOff }],
            },
        };

        LustreClusterStatus status = Given.Status(cluster, s_machines[0].Running(), off);

        Assert.That(status.Running, Is.EqualTo("1/1"));
        Assert.That(status.Conditions.IsTrue(ConditionTypes.Ready), Is.True);
    }

    private static LustreCluster With(MachineOverride item) => Given.Cluster(spec => spec with { Overrides = [item] });

    private static string[] Steps(MachineOverride item) => Given.Steps(ClusterPlanner.Plan(Given.Observed(With(item), s_machines)));
}
