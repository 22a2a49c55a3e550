using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>What a level of free hosts promises: no less than its best host has, or a search would pass that by.</summary>
internal sealed class FreeLevelTests
{
    private static HostState State(KvmHost host, params LustreMachine[] machines) => PlacementLedger.Of([host], machines).Find(host.Metadata.Name)!.State!;

    [Test]
    public void Hosts_with_the_same_free_are_of_one_level_and_one_CPU_less_is_before()
    {
        FreeLevel level = FreeLevel.Of(State(Lab.Host("kvm1")));

        Assert.That(FreeLevel.Order.Compare(level, FreeLevel.Of(State(Lab.Host("kvm2")))), Is.Zero);
        Assert.That(FreeLevel.Order.Compare(FreeLevel.Of(State(Lab.Host("kvm1"), Lab.Holder("m", "kvm1", "0"))), level), Is.Negative);
        Assert.That(FreeLevel.Order.Compare(level, FreeLevel.Of(State(Lab.Host("kvm1"), Lab.Holder("m", "kvm1", "0")))), Is.Positive);
    }

    [Test]
    public void Same_CPUs_on_other_nodes_are_another_level()
    {
        FreeLevel one = FreeLevel.Of(State(Lab.Host("kvm1", nodes: 1, cpusPerNode: 8)));
        FreeLevel two = FreeLevel.Of(State(Lab.Host("kvm1", nodes: 2, cpusPerNode: 4)));

        Assert.That((one.Cpus, two.Cpus), Is.EqualTo((8, 8)));
        Assert.That(FreeLevel.Order.Compare(one, two), Is.Not.Zero);
    }

    [TestCase(4, 0)]
    [TestCase(5, 1)]
    [TestCase(8, 4)]
    public void CPUs_beyond_the_best_node_are_remote(int cpus, int remote) => Assert.That(Remote(Lab.Host("kvm1", nodes: 2), Lab.Group("client", cpus)), Is.EqualTo(remote));

    [Test]
    public void Devices_beyond_the_best_node_are_remote()
    {
        KvmHost host = Lab.Host("kvm1", nodes: 2, devices: [Lab.Hca(0, 0, "ib-a"), Lab.Hca(1, 1, "ib-a")]);
        MachineGroup group = Lab.Group("client", 1, "1Gi", null, "n0", "n1");

        Assert.That(Remote(host, group, Lab.Net("n0", "ib-a"), Lab.Net("n1", "ib-a")), Is.EqualTo(1));
    }

    [TestCase("4Gi", 0)]
    [TestCase("20Gi", 1)]
    public void Memory_that_no_node_has_is_one_remote_part(string memory, int remote) =>
        Assert.That(Remote(Lab.Host("kvm1", nodes: 2), Lab.Group("client", 1, memory)), Is.EqualTo(remote));

    [Test]
    public void Node_that_has_less_of_everything_than_another_says_nothing()
    {
        KvmHost host = Lab.Host("kvm1", nodes: 2);
        FreeLevel level = FreeLevel.Of(State(host, Lab.Holder("m", "kvm1", "4-5", "2Gi", "1")));

        Assert.That(level.ToString().Split('(').Length - 1, Is.EqualTo(1));
        Assert.That(level.Cpus, Is.EqualTo(6));
    }

    [Test]
    public void Shelves_are_in_the_order_of_shared_CPUs_and_free_devices()
    {
        Shelf[] ordered = [new(false, 0), new(false, 2), new(true, 0), new(true, 1)];

        Assert.That(ordered.Reverse().Order(), Is.EqualTo(ordered));
        Assert.That((ordered[0] < ordered[1], ordered[1] < ordered[0], ordered[0] <= new Shelf(false, 0), ordered[1] <= ordered[0]), Is.EqualTo((true, false, true, false)));
        Assert.That((ordered[1] > ordered[0], ordered[0] > ordered[1], ordered[0] >= new Shelf(false, 0), ordered[0] >= ordered[1]), Is.EqualTo((true, false, true, false)));
        Assert.That((ordered[0] < new Shelf(false, 0), ordered[0] > new Shelf(false, 0)), Is.EqualTo((false, false)));
    }

    private static int Remote(KvmHost host, MachineGroup group, params NetworkSpec[] networks)
    {
        PlacementRequest request = Lab.Problem([host], [Lab.Wish(group)], networks).Request;
        return FreeLevel.Of(State(host)).LeastRemote(Demand.Read(request, request.Wishes[0], out _)!);
    }
}
