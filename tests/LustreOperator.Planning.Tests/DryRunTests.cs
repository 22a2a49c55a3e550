using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Views.Tests.Topology;

namespace LustreOperator.Planning.Tests;

/// <summary>What the operator and the agents would do, found without either; the words that the plugin makes of it are tested with the plugin.</summary>
internal sealed class DryRunTests
{
    private static readonly ObjectKey s_ha = new("qa", "ha");
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Cluster_of_an_empty_lab_would_be_made_whole_and_switched_on()
    {
        PlanReport report = ReportOn(Fixtures.Ha().Lab with { Machines = [] });

        Assert.That(
            report.Created.Select(created => created.Machine.Metadata.Name),
            Is.EquivalentTo((string[])["ha-mds-0", "ha-mds-1", "ha-oss-0", "ha-oss-1", "ha-client-0", "ha-client-1", "ha-client-2"]));
        Assert.That(report.Created.Select(created => created.Machine.Spec.PowerState), Has.All.EqualTo(PowerState.Running));
        Assert.That((report.IsFulfilled, report.Unplaced, report.Kept.Count), Is.EqualTo((true, (string?)null, 0)));
    }

    [Test]
    public void Machines_that_the_spec_wants_no_more_would_be_deleted_and_say_why()
    {
        Fixture ha = Fixtures.Ha().WithMachines(machine => machine with { Metadata = machine.Metadata with { Uid = $"{Guid.NewGuid()}" } });
        LustreCluster smaller = ha.Cluster with { Spec = ha.Cluster.Spec with { Machines = [.. ha.Cluster.Spec.Machines.Where(group => group.Name != "client")] } };

        PlanReport report = ReportOn(ha.Lab with { Clusters = [smaller] });

        Assert.That(report.Deleted.Select(deleted => deleted.Machine.Name), Is.EquivalentTo((string[])["ha-client-0", "ha-client-1", "ha-client-2"]));
        Assert.That(report.Deleted.Select(deleted => deleted.Machine.Why), Has.All.Not.Empty);
        Assert.That(report.Deleted.Select(deleted => deleted.Agent.Refusal), Has.All.Null);
    }

    [Test]
    public void Cluster_that_does_not_fit_is_not_fulfilled_and_each_host_says_why()
    {
        Fixture waiting = Fixtures.NotPlaced();
        ObjectKey key = new("qa", waiting.Cluster.Metadata.Name);

        PlanReport report = PlanReport.Of(waiting.Lab, key, isNew: false, ClusterStory.Of(waiting.Lab, key), s_now);

        Assert.That((report.IsFulfilled, report.Created.Count), Is.EqualTo((false, 0)));
        Assert.That(report.Hosts.Select(host => host.Host), Is.EquivalentTo(waiting.Lab.Hosts.Select(host => host.Metadata.Name)));
        Assert.That(report.Hosts.Select(host => host.Verdict), Has.All.EqualTo(HostRow.No));
        Assert.That(report.Hosts.Select(host => host.Why), Has.All.Not.Empty);
    }

    [Test]
    public void Cluster_is_reported_with_each_failover_pair_once()
    {
        Fixture ha = Fixtures.Ha();

        ClusterReport report = ClusterReport.Of(ha.Lab, ha.Cluster);

        Assert.That(
            report.Partners.Select(pair => (pair.Machine.Name, pair.Partner.Name)),
            Is.EquivalentTo(((string, string)[])[("ha-mds-0", "ha-mds-1"), ("ha-oss-0", "ha-oss-1")]));
        Assert.That(report.Partners.Select(pair => pair.Partner.Host), Is.EqualTo(report.Partners.Select(pair => report.HostOf(pair.Partner.Name))));
    }

    [Test]
    public void Machine_is_reported_with_its_host_as_the_chosen_one()
    {
        Fixture ha = Fixtures.Ha();
        LustreMachine machine = ha.Lab.Machines.Single(machine => machine.Metadata.Name == "ha-oss-0");

        MachineReport report = MachineReport.Of(ha.Lab, ha.Cluster, WantedMachine.Of(ha.Cluster).Single(wanted => wanted.Name == "ha-oss-0"));

        Assert.That(report.Hosts.Single(host => host.Verdict == HostRow.Chosen).Host, Is.EqualTo(machine.Spec.Host));
        Assert.That(report.Hosts, Has.Count.EqualTo(ha.Lab.Hosts.Count));
        Assert.That(report.Partner?.Name, Is.EqualTo("ha-oss-1"));
    }

    private static PlanReport ReportOn(LabState lab) => PlanReport.Of(lab, s_ha, isNew: false, ClusterStory.Of(lab, s_ha), s_now);
}
