using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

internal sealed class PlacerTests
{
    [Test]
    public void Placing_nothing_gives_nothing()
    {
        PlacementResult result = Placer.Place(Lab.Problem([Lab.Host("kvm1")], []));

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Assignments, Is.Empty);
        Assert.That(result.Notes, Is.Empty);
    }

    [Test]
    public void Order_of_hosts_and_machines_changes_nothing([Range(0, 199)] int seed)
    {
        PlacementProblem problem = new RandomLab(seed).Set();
        PlacementResult result = Placer.Place(problem);
        PlacementResult turned = Placer.Place(problem with
        {
            Hosts = [.. problem.Hosts.Reverse()],
            Existing = [.. problem.Existing.Reverse()],
            Wishes = [.. problem.Wishes.Reverse()],
        });

        Assert.That(turned.Failure?.Message, Is.EqualTo(result.Failure?.Message));
        Assert.That(turned.Assignments.Reverse().Select(Text), Is.EqualTo(result.Assignments.Select(Text)));
        Assert.That(turned.Notes, Is.EqualTo(result.Notes));
    }

    [Test]
    public void Whole_cores_come_before_siblings_of_others()
    {
        KvmHost host = Lab.Host("kvm1", cpusPerNode: 6, threads: 2);
        PlacementProblem problem = Lab.Problem([host], Lab.Group("client", 2).Times(1)) with { Existing = [Lab.Holder("m", "kvm1", "0")] };

        Assert.That(Placer.Place(problem).Assignments[0].EmulatorCpus, Is.EqualTo("2-3"));
    }

    [Test]
    public void Single_CPU_comes_from_a_core_in_use_and_leaves_whole_cores_whole()
    {
        KvmHost host = Lab.Host("kvm1", cpusPerNode: 6, threads: 2);
        PlacementProblem problem = Lab.Problem([host], Lab.Group("client").Times(1)) with { Existing = [Lab.Holder("m", "kvm1", "2")] };

        Assert.That(Placer.Place(problem).Assignments[0].EmulatorCpus, Is.EqualTo("3"));
    }

    [Test]
    public void Isolated_emulator_has_a_CPU_of_its_own()
    {
        MachineAssignment place = Placer.Place(Lab.Problem([Lab.Host("kvm1")], Lab.Group("client", 2).Isolated().Times(1))).Assignments[0];

        Assert.That(place.VcpuPins.Select(pin => pin.Cpus), Is.EqualTo(new[] { "0", "1" }));
        Assert.That(place.EmulatorCpus, Is.EqualTo("2"));
    }

    [Test]
    public void Shared_machines_are_pinned_to_what_the_admin_set_aside()
    {
        KvmHost host = Lab.Host("kvm1") with { Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "0", Shared = "0-1" } } };
        PlacementProblem problem = Lab.Problem([host], [.. Lab.Group("client", 8).Sharing().Isolated().Times(2), Lab.Wish(Lab.Group("oss", 2))]);
        PlacementResult result = Placer.Place(problem);

        Assert.That(result.Assignments.Take(2).SelectMany(place => place.VcpuPins).Select(pin => pin.Cpus), Is.All.EqualTo("1"));
        Assert.That(result.Assignments[0].EmulatorCpus, Is.EqualTo("1"));
        Assert.That(result.Assignments[2].EmulatorCpus, Is.EqualTo("2-3"));
        Assert.That(result.Notes, Is.Empty);
    }

    [Test]
    public void Devices_are_matched_exactly_and_not_greedily()
    {
        KvmHost host = Lab.Host("kvm1", 1, 4, 1, 16, Lab.Hca(0, fabric: "ib-a"), Lab.Hca(1));
        MachineAssignment place = Placer.Place(
            Lab.Problem([host], Lab.Group("oss", 1, "1Gi", null, "any", "lnet").Times(1), Lab.Net("any"), Lab.Net("lnet", "ib-a"))).Assignments[0];

        Assert.That(place.Devices, Is.EqualTo(new Dictionary<string, string> { ["any"] = Lab.Address(1), ["lnet"] = Lab.Address(0) }));
    }

    [Test]
    public void IOMMU_group_goes_to_one_machine()
    {
        KvmHost host = Lab.Host("kvm1", 1, 4, 1, 16, Lab.Hca(0, group: 1), Lab.Hca(1, group: 1));
        PlacementProblem problem = Lab.Problem([host], Lab.Group("client", 1, "1Gi", null, "any").Times(2), Lab.Net("any"));

        Assert.That(Placer.Place(problem).Failure!.Message, Is.EqualTo(
            "0/1 hosts fit client-1 beside 1 machine of the cluster placed before it: 1 has no NUMA node with 1 free HCA"));
    }

    [Test]
    public void Machine_without_HCAs_leaves_hosts_with_HCAs_alone()
    {
        KvmHost[] hosts = [Lab.Host2011("kvm1", "ib-a"), Lab.Host("kvm2")];

        Assert.That(Placer.Place(Lab.Problem(hosts, Lab.Group("client").Times(2))).Assignments.Select(place => place.Host), Is.All.EqualTo("kvm2"));
    }

    [Test]
    public void Exhaustive_search_finds_what_greedy_misses()
    {
        // Best fit puts the small one on kvm1, where only the one with an address could be.
        KvmHost[] hosts = [Lab.Host("kvm1", 1, 3, 1, 16, Lab.Hca(0), Lab.Hca(5)), Lab.Host("kvm2", 1, 4, 1, 16, Lab.Hca(1))];
        PlacementProblem problem = Lab.Problem(
            hosts,
            [Lab.Wish(Lab.Group("a", 2, "1Gi", null, "any")), Lab.Wish(Lab.Group("b", 2, "1Gi", null, "at"))],
            Lab.Net("any"),
            new NetworkSpec { Name = "at", Hca = new HcaSelector { Address = Lab.Address(5) } });
        PlacementResult result = Placer.Place(problem);

        Assert.That(result.Assignments.Select(place => place.Host), Is.EqualTo(new[] { "kvm2", "kvm1" }));
    }

    [Test]
    public void Host_that_a_machine_must_have_is_not_alike_to_other_empty_hosts()
    {
        MachineWish any = Lab.Wish(Lab.Group("a", 4));
        MachineWish bound = Lab.Wish(Lab.Group("b", 1)) with { Hosts = ["kvm1"] };

        PlacementResult result = Placer.Place(Lab.Problem([Lab.Host("kvm1"), Lab.Host("kvm2")], [any, bound]));

        Assert.That(result.Assignments.Select(place => place.Host), Is.EqualTo(new[] { "kvm2", "kvm1" }));
    }

    [Test]
    public void Search_that_is_cut_short_says_so()
    {
        // Sixteen hosts with an odd number of CPUs and machines with an even one: 128 CPUs for 114, and no arrangement uses more than 112.
        KvmHost[] hosts = [.. Enumerable.Range(0, 16).Select(i => Lab.Host($"kvm{i:d2}", cpusPerNode: 7 + (2 * (i % 2)), gibPerNode: 64 + i))];
        MachineWish[] wishes = [.. Enumerable.Range(0, 24).Select(i => Lab.Wish(Lab.Group($"g{i:d2}", i < 15 ? 4 : 6)))];
        PlacementResult result = Placer.Place(Lab.Problem(hosts, wishes));

        Assert.That(result.Failure!.SearchLimitReached, Is.True);
        Assert.That(result.Failure.Message, Does.EndWith("; the search stopped at its limit, so another arrangement may fit"));
    }

    [Test]
    public void Preferred_takes_the_fewest_remote_parts_and_says_how_many()
    {
        PlacementProblem problem = Lab.Problem([Lab.Host2011("kvm1")], Lab.Group("oss", 8, "12Gi").Times(1)) with { Numa = NumaPolicy.Preferred };
        MachineAssignment place = Placer.Place(problem).Assignments[0];

        Assert.That(place.VcpuPins.Select(pin => pin.Cpus), Is.EqualTo(new[] { "0", "1", "2", "3", "4", "5", "6", "7" }));
        Assert.That(place.MemoryNodes, Is.EqualTo("0"));
        Assert.That(place.NumaNodes, Is.EqualTo("0-1"));
        Assert.That(place.LocalityPercent, Is.EqualTo(100 * 7 / 9));
    }

    private static string Text(MachineAssignment place) =>
        $"{place.MachineName} {place.Host} {place.EmulatorCpus} {place.MemoryNodes} {string.Join(',', place.VcpuPins)} {string.Join(',', place.Devices)}";
}
