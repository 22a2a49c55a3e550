using LustreOperator.Api;
using LustreOperator.Views.Drawing;
using LustreOperator.Views.Topology;
using LustreOperator.Placement;

namespace LustreOperator.Views.Tests.Topology;

internal sealed class TopologyReaderTests
{
    [Test]
    public void Cpu_knows_its_machine_and_vcpu()
    {
        TopologyModel model = Fixtures.Bench().Model;
        LabNode<TopologyDevice> node = model.Hosts[0].Sockets[0].Nodes[0];

        Assert.That(node.Cores.SelectMany(core => core.Cpus).Select(cpu => (cpu.Machine, cpu.Vcpu)), Is.EqualTo(
            Enumerable.Range(0, 6).Select(vcpu => ("bench-oss-0", (int?)vcpu))));
    }

    [Test]
    public void Device_knows_its_machine_network_and_fabric()
    {
        TopologyDevice device = Fixtures.Bench().Model.Hosts[0].Sockets[0].Nodes[0].Devices[1];

        Assert.That(($"{device.Address}", device.Model, device.Machine, device.Network, device.Fabric, device.Free), Is.EqualTo(
            ("0000:06:00.0", "ConnectX-2 VPI", "bench-oss-0", "storage", "srp-sfa1", false)));
    }

    [Test]
    public void Memory_is_what_no_machine_has() =>
        Assert.That(Fixtures.Bench().Model.Hosts[0].Sockets[0].Nodes[0].Memory[^1], Is.EqualTo(new NodeMemory(2048, 16L << 20, 4L << 20)));

    [Test]
    public void Hosts_that_carry_nothing_are_counted_only()
    {
        TopologyModel model = Fixtures.Bench().Model;

        Assert.That(model.Hosts.Select(host => host.Name), Is.EqualTo(new[] { "kvm1", "kvm2", "kvm3", "kvm4" }));
        Assert.That(model.FurtherHosts, Is.EqualTo(1));
    }

    [Test]
    public void Partners_are_neighbours_in_a_group_of_servers()
    {
        TopologyModel model = Fixtures.Ha().Model;

        Assert.That(model.Partners.Select(pair => (pair.First, pair.Second, pair.SharedHost)), Is.EqualTo(
            new[] { ("ha-mds-0", "ha-mds-1", (string?)null), ("ha-oss-0", "ha-oss-1", null) }));
    }

    [Test]
    public void Partners_on_one_host_are_told() =>
        Assert.That(Fixtures.Mixed().Model.Partners.Single().SharedHost, Is.EqualTo("kvm1"));

    [Test]
    public void Routes_are_followed_through_their_routers()
    {
        TopologyRoute route = Fixtures.Nhop().Model.Routes.Single(route => route is { From: "o2ib0", To: "o2ib1" });

        Assert.That(route.Path, Is.EqualTo(new[] { "o2ib0", "nhop-router-a-0", "tcp0", "nhop-router-b-0", "o2ib1" }));
    }

    [Test]
    public void Machines_without_a_place_say_so()
    {
        TopologyModel model = Fixtures.NotPlaced().Model;

        Assert.That(model.Machines.Select(machine => (machine.Host, machine.State)), Is.All.EqualTo(((string?)null, "not placed")));
        Assert.That(model.NotPlaced, Does.StartWith("0/2 hosts fit"));
        Assert.That(model.Hosts, Is.Empty);
    }

    [Test]
    public void Words_about_an_earlier_spec_are_not_taken_for_the_present()
    {
        Fixture fixture = Fixtures.Ha();
        LustreCluster changed = fixture.Cluster with { Metadata = fixture.Cluster.Metadata with { Generation = 2 } };

        TopologyModel model = TopologyReader.Read(changed, fixture.Lab);

        Assert.That((model.Ready, model.Reason), Is.EqualTo((ConditionStatus.Unknown, "NotObserved")));
    }

    [Test]
    public void Machine_that_the_spec_no_longer_wants_comes_last()
    {
        Fixture fixture = Fixtures.Ha();
        MachineGroup[] groups = [.. fixture.Cluster.Spec.Machines.Where(group => group.Name != "mds")];
        LustreCluster changed = fixture.Cluster with { Spec = fixture.Cluster.Spec with { Machines = groups } };

        TopologyModel model = TopologyReader.Read(changed, fixture.Lab);

        Assert.That(model.Machines.Select(machine => machine.Group), Is.EqualTo(new[] { "oss", "oss", "client", "client", "client", "mds", "mds" }));
    }

    [Test]
    public void Host_without_an_object_is_drawn_with_its_machines()
    {
        Fixture fixture = Fixtures.Ha();
        TopologyModel model = TopologyReader.Read(fixture.Cluster, fixture.Lab with { Hosts = [.. fixture.Lab.Hosts.Where(host => host.Metadata.Name != "kvm1")] });

        Assert.That(model.Hosts[0].Reason, Is.EqualTo("NoSuchHost"));
        Assert.That(model.Hosts[0].Sockets, Is.Empty);
        Assert.That(model.Hosts[0].Machines, Is.Not.Empty);
    }

    [Test]
    public void Cpu_of_another_cluster_is_nobodys_here()
    {
        CoreCpu cpu = Fixtures.Mixed().Model.Hosts[0].Nodes.First().Cores[6].Cpus[0];

        Assert.That((cpu.Id, cpu.Use, cpu.Machine), Is.EqualTo((6, CpuUse.Dedicated, (string?)null)));
        Assert.That(cpu.Holders, Is.EqualTo(new[] { "other/x-oss-0" }));
    }

    [TestCase(0, "A")]
    [TestCase(25, "Z")]
    [TestCase(26, "AA")]
    [TestCase(51, "AZ")]
    [TestCase(702, "AAA")]
    public void Marks_count_as_columns_do(int position, string mark) => Assert.That(LabMachineReader.Mark(position), Is.EqualTo(mark));
}
