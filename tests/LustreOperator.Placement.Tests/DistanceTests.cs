using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Eight nodes of 8 CPUs and 64 GiB on two sockets: 12 within a socket, 32 across (EPYC with four nodes a socket).</summary>
internal sealed class DistanceTests
{
    private static readonly NetworkSpec s_net = Lab.Net("ib", "ib");

    [Test]
    public void Second_node_of_a_machine_is_on_the_same_socket()
    {
        MachineAssignment place = Place(Nps4(Lab.Hca(0, 5, "ib")), Lab.Group("oss", 12, "100Gi", null, "ib"));

        Assert.That(place.MemoryNodes, Is.EqualTo(CpuSet.Parse("4-5")));
        Assert.That(place.NumaNodes, Is.EqualTo(CpuSet.Parse("4-5")));
        Assert.That(place.EmulatorCpus, Is.EqualTo(CpuSet.Parse("32-35,40-47")));
    }

    [Test]
    public void Near_node_that_is_full_is_passed_over_for_the_next_near_one()
    {
        LustreMachine[] existing = [Lab.Holder("m", "kvm1", "32-39", "40Gi", "4"), Lab.Holder("n", "kvm1", "48-51", "30Gi", "6")];

        MachineAssignment place = Place(Nps4(Lab.Hca(0, 5, "ib")), Lab.Group("oss", 12, "110Gi", null, "ib"), existing);

        Assert.That(place.MemoryNodes, Is.EqualTo(CpuSet.Parse("5,7")));
        Assert.That(place.EmulatorCpus, Is.EqualTo(CpuSet.Parse("40-47,56-59")));
    }

    [Test]
    public void Fewer_nodes_come_before_nearer_ones()
    {
        LustreMachine[] existing = [.. new[] { 4, 6, 7 }.Select(node => Lab.Holder($"m{node}", "kvm1", $"{node * 8}", "40Gi", $"{node}"))];

        MachineAssignment place = Place(Nps4(Lab.Hca(0, 5, "ib")), Lab.Group("oss", 4, "110Gi", null, "ib"), existing);

        Assert.That(place.MemoryNodes, Has.Count.EqualTo(2).And.Contains(5));
        Assert.That(place.MemoryNodes, Is.EqualTo(CpuSet.Parse("1,5")));
    }

    [Test]
    public void Device_of_a_near_node_comes_before_one_of_a_lower_address()
    {
        // CPUs are free on node 5 only.
        KvmHost host = Nps4(Lab.Hca(0, 0, "ib"), Lab.Hca(1, 6, "ib"));
        LustreMachine other = Lab.Holder("m", "kvm1", "0-39,48-63", "1Gi", "0");

        Assert.That(Place(host, Lab.Group("oss", 8, "4Gi", null, "ib"), other).Devices["ib"], Is.EqualTo(Lab.Address(1)));
    }

    [Test]
    public void Distances_are_read_in_the_order_in_which_the_agent_reports_the_cells()
    {
        KvmHost host = Nps4(Lab.Hca(0, 5, "ib"));
        NumaCell[] cells = [.. host.Status!.Cells.Reverse().Select(cell => cell with { Distances = [.. cell.Distances.Reverse()] })];

        MachineAssignment place = Place(host with { Status = host.Status with { Cells = cells } }, Lab.Group("oss", 12, "100Gi", null, "ib"));

        Assert.That(place.NumaNodes, Is.EqualTo(CpuSet.Parse("4-5")));
    }

    [TestCase(0)]
    [TestCase(3)]
    public void Nodes_whose_distances_nobody_reports_are_equally_far(int reported)
    {
        KvmHost host = Nps4(Lab.Hca(0, 5, "ib"));
        NumaCell[] cells = [.. host.Status!.Cells.Select(cell => cell with { Distances = [.. cell.Distances.Take(reported).Select(_ => 0)] })];

        MachineAssignment place = Place(host with { Status = host.Status with { Cells = cells } }, Lab.Group("oss", 12, "100Gi", null, "ib"));

        Assert.That(place.NumaNodes, Is.EqualTo(CpuSet.Parse("0,5")));
    }

    [Test]
    public void Host_on_which_the_parts_are_nearer_comes_first()
    {
        KvmHost far = Nps4() with { Metadata = new ObjectMeta { Name = "kvm0" } };
        LustreMachine[] existing = [.. new[] { 1, 2, 3, 5, 6, 7 }.Select(node => Lab.Holder($"m{node}", "kvm0", "", "60Gi", $"{node}"))];

        PlacementResult result = Placer.Place(Lab.Problem([far, Nps4()], [Lab.Wish(Lab.Group("oss", 4, "100Gi"))]) with { Numa = NumaPolicy.Preferred, Existing = existing });

        Assert.That(result.Assignments[0].Host, Is.EqualTo("kvm1"));
    }

    private static KvmHost Nps4(params HostDevice[] devices)
    {
        KvmHost host = Lab.Host("kvm1", nodes: 8, cpusPerNode: 8, gibPerNode: 64, devices: devices);
        return host with
        {
            Status = host.Status! with
            {
                Cells = [.. host.Status.Cells.Select(cell => cell with { Distances = [.. Enumerable.Range(0, 8).Select(other => other == cell.Id ? 10 : other / 4 == cell.Id / 4 ? 12 : 32)] })],
            },
        };
    }

    private static MachineAssignment Place(KvmHost host, MachineGroup group, params LustreMachine[] existing)
    {
        PlacementResult result = Placer.Place(Lab.Problem([host], [Lab.Wish(group)], s_net) with { Numa = NumaPolicy.Preferred, Existing = existing });
        Assert.That(result.Failure?.Message, Is.Null);
        return result.Assignments[0];
    }
}
