using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

/// <summary>LNet networks and the routes that follow from the groups' roles and networks.</summary>
internal sealed class LnetTopologyTests
{
    [Test]
    public void Cluster_without_LNet_has_none() => Assert.That(Of([Group("oss", MachineRole.OSS, 2)]), Is.Null);

    [Test]
    public void Machines_of_one_network_need_no_route()
    {
        LnetStatus lnet = Of([Group("oss", MachineRole.OSS, 2, "a"), Group("client", MachineRole.Client, 3, "a")])!;

        Assert.That(lnet.Networks, Is.EqualTo(new[] { new LnetNetwork { Name = LnetNet.Of("o2ib0"), Machines = 5 } }));
        Assert.That(lnet.Routes, Is.Empty);
        Assert.That(lnet.Unreachable, Is.Empty);
    }

    [Test]
    public void Router_joins_the_networks_it_is_on()
    {
        LnetStatus lnet = Of([Group("oss", MachineRole.OSS, 1, "a"), Group("router", MachineRole.Router, 2, "a", "t"), Group("client", MachineRole.Client, 1, "t")])!;

        Assert.That(Lines(lnet), Is.EqualTo(new[] { "o2ib0 -> tcp0 by c-router-0,c-router-1 in 1", "tcp0 -> o2ib0 by c-router-0,c-router-1 in 1" }));
    }

    [Test]
    public void Chain_of_two_routers_is_crossed_by_the_nearest_gateways()
    {
        LnetStatus lnet = Of(
        [
            Group("oss", MachineRole.OSS, 1, "a"),
            Group("router-a", MachineRole.Router, 1, "a", "t"),
            Group("router-b", MachineRole.Router, 1, "t", "b"),
            Group("client", MachineRole.Client, 1, "b"),
        ])!;

        Assert.That(Lines(lnet), Is.EqualTo(new[]
        {
            "o2ib0 -> o2ib1 by c-router-a-0 in 2",
            "o2ib0 -> tcp0 by c-router-a-0 in 1",
            "o2ib1 -> o2ib0 by c-router-b-0 in 2",
            "o2ib1 -> tcp0 by c-router-b-0 in 1",
            "tcp0 -> o2ib0 by c-router-a-0 in 1",
            "tcp0 -> o2ib1 by c-router-b-0 in 1",
        }));
    }

    [Test]
    public void Machine_on_two_networks_that_is_no_router_forwards_nothing()
    {
        LnetStatus lnet = Of([Group("oss", MachineRole.OSS, 1, "a", "b")])!;

        Assert.That(lnet.Routes, Is.Empty);
        Assert.That(lnet.Unreachable, Is.EqualTo(new[] { "o2ib0 - o2ib1" }));
    }

    [TestCase("tcp")]
    [TestCase("tcp00")]
    public void Same_network_in_two_spellings_is_one_network(string spelling)
    {
        LnetStatus lnet = Of([Group("oss", MachineRole.OSS, 1, "t"), Group("router", MachineRole.Router, 1, "t", "x"), Group("client", MachineRole.Client, 1, "x")], LnetNet.Of(spelling))!;

        Assert.That(lnet.Networks.Select(net => (net.Name.ToString(), net.Machines)), Is.EqualTo(new[] { ("tcp0", 3) }));
        Assert.That((lnet.Routes.Count, lnet.Unreachable.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Networks_are_in_the_order_of_their_text() => Assert.That(
        LnetTopology.Of(
            Wanted([Group("oss", MachineRole.OSS, 1, "n10", "n9", "n2")]), [.. new[] { 2, 9, 10 }.Select(number => new NetworkSpec { Name = $"n{number}", Lnet = LnetNet.Of($"tcp{number}") })])!
            .Unreachable,
        Is.EqualTo(new[] { "tcp10 - tcp2", "tcp10 - tcp9", "tcp2 - tcp9" }));

    private static LnetStatus? Of(MachineGroup[] groups, LnetNet? x = null) => LnetTopology.Of(
        Wanted(groups),
        [
            new NetworkSpec { Name = "a", Lnet = LnetNet.Of("o2ib0") },
            new NetworkSpec { Name = "b", Lnet = LnetNet.Of("o2ib1") },
            new NetworkSpec { Name = "t", Lnet = LnetNet.Of("tcp0") },
            new NetworkSpec { Name = "storage" },
            new NetworkSpec { Name = "x", Lnet = x },
        ]);

    private static IReadOnlyList<WantedMachine> Wanted(MachineGroup[] groups) =>
        WantedMachine.Of(new LustreCluster { Metadata = new ObjectMeta { Name = "c" }, Spec = new LustreClusterSpec { Machines = groups } });

    private static MachineGroup Group(string name, MachineRole role, int count, params string[] networks) =>
        new() { Name = name, Roles = [role], Count = count, Networks = networks };

    private static IEnumerable<string> Lines(LnetStatus lnet) =>
        lnet.Routes.Select(route => $"{route.From} -> {route.To} by {string.Join(',', route.Gateways)} in {route.Hops}");
}
