using System.Text.Json;

namespace LustreOperator.Api.Tests;

internal sealed class ApiJsonTests
{
    [Test]
    public void Cluster_that_says_nothing_is_read_with_empty_lists_and_parts()
    {
        LustreCluster cluster = JsonSerializer.Deserialize("""{"spec": {"machines": [{"name": "oss"}]}}""", ApiJson.Default.LustreCluster)!;

        Assert.That(cluster.Spec.Networks, Is.Empty);
        Assert.That(cluster.Spec.Hosts, Is.Not.Null);
        Assert.That(cluster.Spec.Machines[0].Disks, Is.Empty);
        Assert.That(cluster.Spec.Machines[0].Memory, Is.Not.Null);
    }

    [Test]
    public void Machine_and_host_without_status_lists_are_read_with_empty_ones()
    {
        LustreMachine machine = JsonSerializer.Deserialize("""{"status": {}}""", ApiJson.Default.LustreMachine)!;
        KvmHost host = JsonSerializer.Deserialize("""{"spec": {}, "status": {}}""", ApiJson.Default.KvmHost)!;

        Assert.That(machine.Status!.Conditions, Is.Empty);
        Assert.That(host.Status!.Cells, Is.Empty);
        Assert.That(host.Spec.Cpus, Is.Not.Null);
    }

    [Test]
    public void Time_is_written_in_whole_seconds_of_UTC_with_a_Z()
    {
        var machine = new LustreMachine { Status = new LustreMachineStatus { RunningSince = new DateTimeOffset(2026, 11, 23, 13, 0, 0, 500, TimeSpan.FromHours(1)) } };

        Assert.That(JsonSerializer.Serialize(machine, ApiJson.Default.LustreMachine), Does.Contain("\"runningSince\":\"2026-11-23T12:00:00Z\""));
    }
}
