using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>The three topologies that must always work, on hosts like those of 2011.</summary>
internal sealed class TopologyTests
{
    private static readonly NetworkSpec s_lnet = Lab.Net("lnet", "ib-a");
    private static readonly NetworkSpec s_storage = Lab.Net("storage", "srp-sfa1");
    private static readonly NetworkSpec s_ethernet = new() { Name = "ethernet", Bridge = "br0" };

    [Test]
    public void Bench_on_two_storage_hosts_gives_each_OSS_a_node_of_its_own()
    {
        KvmHost[] hosts =
        [
            Lab.Host2011("kvm1", "ib-a", "srp-sfa1", "ib-a", "srp-sfa1"), Lab.Host2011("kvm2", "ib-a", "srp-sfa1", "ib-a", "srp-sfa1"),
            Lab.Host2011("kvm3", "ib-a", "ib-a", "ib-a", "ib-a"), Lab.Host2011("kvm4", "ib-a", "ib-a", "ib-a", "ib-a"),
        ];
        MachineWish[] wishes =
        [
            .. (Lab.Group("oss", 6, "12Gi", null, "lnet", "storage") with { MaxPerHost = 2 }).Times(4),
            .. Lab.Group("mds", 2, "4Gi", null, "lnet").Times(1),
            .. Lab.Group("client", 2, "4Gi", null, "lnet").Times(7),
        ];
        PlacementProblem problem = Lab.Problem(hosts, wishes, s_lnet, s_storage, s_ethernet);
        PlacementResult result = Placer.Place(problem);

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Notes, Is.Empty);
        MachineAssignment[] oss = [.. result.Assignments.Take(4)];
        Assert.That(oss.Select(place => (place.Host, place.NumaNodes)).Distinct().Count(), Is.EqualTo(4));
        Assert.That(oss.Select(place => place.Host), Is.EquivalentTo(new[] { "kvm1", "kvm1", "kvm2", "kvm2" }));
        Assert.That(oss[0].Host, Is.Not.EqualTo(oss[1].Host), "partners");
        Assert.That(oss.Select(place => place.LocalityPercent), Is.All.EqualTo(100));
        Assert.That(oss[0].VcpuPins.Select(pin => $"{pin.Cpus}"), Is.EqualTo(new[] { "0", "1", "2", "3", "4", "5" }));
        Assert.That(oss[0].EmulatorCpus, Is.EqualTo(CpuSet.Parse("0-5")));
        Assert.That(oss[0].MemoryNodes, Is.EqualTo(CpuSet.Parse("0")));
        Assert.That(oss[0].Devices, Is.EqualTo(new Dictionary<string, PciAddress> { ["lnet"] = Lab.Address(0), ["storage"] = Lab.Address(1) }));
        Assert.That(result.Assignments.Skip(4).Select(place => place.Host), Is.All.AnyOf("kvm3", "kvm4"));
        Invariants.Check(problem, result);
    }

    [TestCase(3)]
    [TestCase(1)]
    public void Ha_on_two_hosts_puts_partners_on_different_hosts(int clients)
    {
        PlacementProblem problem = Lab.Problem(
            [Lab.Host2011("kvm1", "ib-a", "ib-a", "ib-a", "ib-a"), Lab.Host2011("kvm2", "ib-a", "ib-a", "ib-a", "ib-a")],
            [
                .. Lab.Group("mds", 2, "4Gi", null, "lnet").Times(2), .. Lab.Group("oss", 2, "4Gi", null, "lnet").Times(2),
                .. Lab.Group("client", 2, "4Gi", null, "lnet").Times(clients),
            ],
            s_lnet);
        PlacementResult result = Placer.Place(problem);

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Assignments[0].Host, Is.Not.EqualTo(result.Assignments[1].Host));
        Assert.That(result.Assignments[2].Host, Is.Not.EqualTo(result.Assignments[3].Host));
        Invariants.Check(problem, result);
    }

    [Test]
    public void Ha_on_one_host_says_why_partners_share_it()
    {
        PlacementResult result = Placer.Place(Lab.Problem(
            [Lab.Host2011("kvm1", "ib-a", "ib-a", "ib-a", "ib-a")], Lab.Group("oss", 2, "4Gi", null, "lnet").Times(2), s_lnet));

        Assert.That(result.Notes, Is.EqualTo(new[] { "failover partners oss-0 and oss-1 share host kvm1 because there is no other host" }));
    }

    [Test]
    public void Nhop_on_one_host_needs_one_HCA_per_server_router_and_client()
    {
        PlacementProblem problem = Lab.Problem(
            [Lab.Host2011("kvm1", "ib-a", "ib-a", "ib-b", "ib-b"), Lab.Host2011("kvm2", "ib-a", "ib-b")],
            [
                .. Lab.Group("mds", 2, "4Gi", null, "lnet").Times(1), .. Lab.Group("oss", 2, "4Gi", null, "lnet").Times(1),
                .. Lab.Group("router-a", 1, "2Gi", null, "lnet", "ethernet").Times(1), .. Lab.Group("router-b", 1, "2Gi", null, "ib1", "ethernet").Times(1),
                .. Lab.Group("client", 2, "4Gi", null, "ib1").Times(1),
            ],
            s_lnet, Lab.Net("ib1", "ib-b"), s_ethernet);
        PlacementResult result = Placer.Place(problem);

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Assignments.Select(place => place.Devices.Count), Is.All.EqualTo(1));
        Invariants.Check(problem, result);
    }
}
