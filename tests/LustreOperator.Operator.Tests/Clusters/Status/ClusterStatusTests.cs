using System.Text.Json;
using LustreOperator.Api;
using LustreOperator.Resources;

namespace LustreOperator.Operator.Tests;

internal sealed class ClusterStatusTests
{
    [Test]
    public void Cluster_whose_machines_all_run_is_ready()
    {
        LustreClusterStatus status = Build(Given.Cluster(), [.. Given.Machines(Given.Cluster(), admitted: true).Select(machine => machine.Running())]);

        Assert.That((status.Placed, status.Running, status.InSync), Is.EqualTo(("2/2", "2/2", "2/2")));
        Assert.That(Find(status, ConditionTypes.Ready), Has.Property("Status").EqualTo(ConditionStatus.True).And.Property("Reason").EqualTo("AllMachinesReady"));
    }

    [Test]
    public void Every_condition_is_there_from_the_first_look_on()
    {
        LustreClusterStatus status = Build(Given.Cluster(), []);

        Assert.That(status.Conditions.Select(condition => condition.Type), Is.EquivalentTo(new[] { "Ready", "Accepted", "Placed", "UpToDate", "Paused", "Deleting" }));
        Assert.That(status.Conditions, Has.All.Property("Reason").Not.Empty.And.All.Property("ObservedGeneration").EqualTo(1));
    }

    [Test]
    public void Ready_is_about_the_present_generation_of_the_machines()
    {
        LustreMachine[] machines = [.. Given.Machines(Given.Cluster(), admitted: true).Select(machine => machine.Running())];
        machines[0] = machines[0] with { Metadata = machines[0].Metadata with { Generation = 3 } };

        Condition ready = Find(Build(Given.Cluster(), machines), ConditionTypes.Ready);

        Assert.That(ready.Status, Is.EqualTo(ConditionStatus.False));
        Assert.That(ready.Message, Does.Contain("1 of 2 machines are as wanted; ha-oss-0: the agent of host kvm1 has not seen its present spec yet"));
    }

    [Test]
    public void Machine_of_unknown_state_makes_the_cluster_unknown()
    {
        LustreMachine[] machines = [.. Given.Machines(Given.Cluster(), admitted: true).Select(machine => machine.Running())];
        Condition unknown = new() { Type = ConditionTypes.Ready, Status = ConditionStatus.Unknown, Reason = KvmHostReasons.LeaseExpired, Message = "no sign of life" };
        machines[0] = machines[0] with { Status = machines[0].Status! with { Conditions = [unknown] } };

        LustreClusterStatus status = Build(Given.Cluster(), machines);

        Assert.That(Find(status, ConditionTypes.Ready).Status, Is.EqualTo(ConditionStatus.Unknown));
        Assert.That(status.Running, Is.EqualTo("1/2"));
    }

    [Test]
    public void Cluster_that_is_off_as_wanted_is_ready_and_says_so()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Machines = [Given.Group() with { PowerState = PowerState.Off }] });
        Condition off = new() { Type = ConditionTypes.Ready, Status = ConditionStatus.False, Reason = ConditionReasons.PoweredOff };
        LustreMachine[] machines =
        [
            .. Given.Machines(Given.Cluster(), admitted: true).Select(machine => machine with
            {
                Spec = machine.Spec with { PowerState = PowerState.Off },
                Status = new LustreMachineStatus { ObservedGeneration = 2, Domain = new DomainStatus { State = DomainState.ShutOff }, Conditions = [off] },
            }),
        ];

        LustreClusterStatus status = Build(cluster, machines);

        Assert.That(Find(status, ConditionTypes.Ready), Has.Property("Status").EqualTo(ConditionStatus.True).And.Property("Reason").EqualTo("PoweredOff"));
        Assert.That((status.Running, status.InSync), Is.EqualTo(("0/0", "2/2")));
    }

    [Test]
    public void Partners_that_share_a_host_are_told_of()
    {
        Condition placed = Find(Build(Given.Cluster(), Given.Machines(Given.Cluster(), admitted: true)), ClusterConditionTypes.Placed);

        Assert.That(placed.Message, Is.EqualTo("2 machines are placed; failover partners ha-oss-0 and ha-oss-1 share host kvm1"));
    }

    [Test]
    public void Same_look_twice_gives_the_same_status()
    {
        LustreMachine[] machines = [.. Given.Machines(Given.Cluster(), admitted: true).Select(machine => machine.Running())];
        LustreClusterStatus first = Build(Given.Cluster(), machines);

        LustreClusterStatus second = ClusterStatusBuilder.Build(
            ClusterPlanner.Plan(Given.Observed(Given.Cluster(), machines)), machines, null, first, Given.Now.AddHours(1)).Status;

        Assert.That(Json(second), Is.EqualTo(Json(first)));
    }

    private static LustreClusterStatus Build(LustreCluster cluster, LustreMachine[] machines) =>
        Given.Status(cluster, machines);

    private static Condition Find(LustreClusterStatus status, string type) => status.Conditions.Find(type)!;

    private static string Json(LustreClusterStatus status) => JsonSerializer.Serialize(status, ApiResources.ClusterStatus);
}
