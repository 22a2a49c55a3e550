using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Why a machine is where it is, host by host.</summary>
internal sealed class ExplainTests
{
    private static readonly NetworkSpec[] s_networks = [Lab.Net("lnet", "ib-a"), Lab.Net("storage", "ib-a")];
    private static readonly MachineGroup s_oss = Lab.Group("oss", 4, "12Gi", null, "lnet", "storage");
    private static readonly KvmHost[] s_hosts =
        [Lab.Host2011("kvm1", "ib-a", "ib-a", "ib-a", "ib-a"), Lab.Host2011("kvm2", "ib-a", "ib-a", "ib-a", "ib-a")];

    [Test]
    public void Place_is_the_one_that_placement_takes([Range(0, 199)] int seed)
    {
        PlacementProblem problem = new RandomLab(seed).One();
        PlacementResult result = Placer.Place(problem);

        PlacementExplanation explanation = Placer.Explain(problem, problem.Wishes[0]);

        Assert.That(explanation.Preferred?.Host, Is.EqualTo(result.Failure is null ? result.Assignments[0].Host : null));
        Assert.That(
            explanation.Hosts.Select(verdict => verdict.Rejection?.Text).OfType<string>().ToArray(),
            result.Failure is null ? Has.Length.LessThan(problem.Hosts.Count) : Is.EqualTo(result.Failure.Hosts.Select(rejection => rejection.Text)));
    }

    [Test]
    public void Every_host_either_fits_or_has_a_reason([Range(0, 49)] int seed)
    {
        PlacementProblem problem = new RandomLab(seed).One();

        IReadOnlyList<HostVerdict> hosts = Placer.Explain(problem, problem.Wishes[0]).Hosts;

        Assert.That(hosts.Select(verdict => verdict.Host), Is.EqualTo(problem.Hosts.Select(host => host.Metadata.Name).Order(StringComparer.Ordinal)));
        Assert.That(hosts, Has.All.Matches<HostVerdict?>(verdict => (verdict!.Rejection is null) == (verdict.Place is not null)));
    }

    [Test]
    public void Machine_that_exists_is_not_in_its_own_way()
    {
        PlacementProblem problem = Lab.Problem(s_hosts, s_oss.Times(4), s_networks);
        LustreMachine[] all = [.. Lab.Machines(problem, Placer.Place(problem))];

        HostVerdict[] verdicts = [.. all.Select((machine, i) =>
            Placer.Explain(problem with { Existing = all }, problem.Wishes[i]).Hosts.Single(verdict => verdict.Host == machine.Spec.Host))];

        Assert.That(verdicts.Select(verdict => verdict.Rejection), Has.All.Null);
        Assert.That(verdicts.Select(verdict => verdict.Place!.Devices["lnet"]), Is.EqualTo(all.Select(machine => machine.Spec.Networks[0].Device)));
    }

    [Test]
    public void HCAs_that_others_have_are_told_with_their_holders()
    {
        PlacementProblem problem = Lab.Problem([s_hosts[0]], [], s_networks) with
        {
            Existing = [Lab.Holder("a", "kvm1", "0", "1Gi", "0", Lab.Address(1)), Lab.Holder("b", "kvm1", "6", "1Gi", "1", Lab.Address(2), Lab.Address(3))],
        };

        HostRejection rejection = Placer.Explain(problem, Lab.Wish(s_oss)).Hosts[0].Rejection!;

        Assert.That(rejection.Text, Is.EqualTo("has no NUMA node with 2 free HCAs on fabric ib-a"));
        Assert.That(rejection.Holders, Is.EqualTo(new[]
        {
            new ResourceHolder("other", "a", "x", "0000:02:00.0"), new ResourceHolder("other", "b", "x", "0000:03:00.0, 0000:04:00.0"),
        }));
    }

    [Test]
    public void CPUs_that_lack_are_those_of_the_nearest_node()
    {
        PlacementProblem problem = Lab.Problem([s_hosts[0]], []) with
        {
            Existing = [Lab.Holder("a", "kvm1", "0-4", node: "0"), Lab.Holder("b", "kvm1", "6-7", node: "1")],
        };

        HostRejection rejection = Placer.Explain(problem, Lab.Wish(Lab.Group("oss", 6))).Hosts[0].Rejection!;

        Assert.That(rejection.Text, Is.EqualTo("has 4 of 6 CPUs free on node 1"));
        Assert.That(rejection.Holders, Is.EqualTo(new[] { new ResourceHolder("other", "b", "x", "CPUs 6-7") }));
    }

    [Test]
    public void Memory_that_lacks_is_told_with_its_holders()
    {
        PlacementProblem problem = Lab.Problem([Lab.Host("kvm1")], []) with { Existing = [Lab.Holder("a", "kvm1", "0", "10Gi", "0")] };

        HostRejection rejection = Placer.Explain(problem, Lab.Wish(Lab.Group("oss", 1, "12Gi"))).Hosts[0].Rejection!;

        Assert.That(rejection.Text, Does.StartWith("has ").And.EndsWith("of 12Gi memory free on node 0"));
        Assert.That(rejection.Holders, Is.EqualTo(new[] { new ResourceHolder("other", "a", "x", "10304Mi memory") }));
    }

    [Test]
    public void Nobody_holds_what_a_host_never_had() => Assert.That(
        Placer.Explain(Lab.Problem([Lab.Host("kvm1")], []) with { Existing = [Lab.Holder("a", "kvm1", "0")] }, Lab.Wish(Lab.Group("oss", 1, "99Gi"))).Hosts[0].Rejection!.Holders,
        Is.Empty);

    [Test]
    public void Fault_of_the_wish_is_told() => Assert.That(
        Placer.Explain(Lab.Problem(s_hosts, []), Lab.Wish(Lab.Group("oss", 1, "1Gi", null, "lnet"))),
        Has.Property(nameof(PlacementExplanation.Fault)).EqualTo("spec.networks has no `lnet`").And.Property(nameof(PlacementExplanation.Hosts)).Empty);

    [Test]
    public void Failover_partner_sets_hosts_apart()
    {
        LustreMachine partner = Lab.Holder("c-oss-1", "kvm1", "0") with { Metadata = new ObjectMeta { Namespace = "qa", Name = "c-oss-1" } };
        partner = partner with { Spec = partner.Spec with { Cluster = "c", Group = "oss", Index = 1 } };

        Assert.That(Differences([.. s_hosts], [partner], Lab.Group("oss", 2)), Is.EqualTo(new[]
        {
            "kvm1 has the failover partner oss-1, kvm2 has not", "kvm2 has not the failover partner oss-1, kvm1 has",
        }));
    }

    [Test]
    public void Spare_HCAs_set_hosts_apart() =>
        Assert.That(Differences([s_hosts[0], Lab.Host("kvm2", 2, 6, 1, 24)], [], Lab.Group("client", 2)), Is.EqualTo(new[]
        {
            "kvm1 has 4 free HCAs, kvm2 0 (kept for machines that ask for HCAs)", "kvm2 has 0 free HCAs, kvm1 4 (kept for machines that ask for HCAs)",
        }));

    [Test]
    public void Machines_of_the_same_cluster_set_hosts_apart()
    {
        LustreMachine neighbour = Lab.Holder("n", "kvm2", "0");
        neighbour = neighbour with { Metadata = neighbour.Metadata with { Namespace = "qa" }, Spec = neighbour.Spec with { Cluster = "c" } };

        Assert.That(Differences([.. s_hosts], [neighbour], s_oss with { Roles = [] })[0], Is.EqualTo(
            "kvm1 has 0 other machines of cluster c, kvm2 1 (a cluster spreads)"));
    }

    [Test]
    public void CPUs_left_set_hosts_apart() =>
        Assert.That(Differences([.. s_hosts], [Lab.Holder("n", "kvm2", "0")], Lab.Group("client", 2))[0], Is.EqualTo(
            "kvm1 would have 10 CPUs left, kvm2 9 (clusters are packed)"));

    [Test]
    public void Names_set_equal_hosts_apart() =>
        Assert.That(Differences([.. s_hosts], [], s_oss)[1], Is.EqualTo("kvm2 is as good as kvm1; names decide"));

    private static string[] Differences(KvmHost[] hosts, LustreMachine[] existing, MachineGroup wanted)
    {
        IReadOnlyList<HostVerdict> verdicts = Placer.Explain(Lab.Problem(hosts, [], s_networks) with { Existing = existing }, Lab.Wish(wanted)).Hosts;
        return [$"{verdicts[0].Host} {verdicts[0].Against(verdicts[1])}", $"{verdicts[1].Host} {verdicts[1].Against(verdicts[0])}"];
    }
}
