using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>What a user reads when machines do not fit, word for word.</summary>
internal sealed class ExplanationTests
{
    private static readonly MachineGroup s_oss = Lab.Group("oss", 6, "12Gi", null, "lnet", "storage");
    private static readonly NetworkSpec[] s_networks = [Lab.Net("lnet", "ib-a"), Lab.Net("storage", "ib-a")];

    [Test]
    public void Failure_counts_hosts_that_lack_the_same()
    {
        KvmHost cordoned = Lab.Host2011("kvm3", "ib-a", "ib-a", "ib-a", "ib-a");
        PlacementProblem problem = Lab.Problem(
            [
                Lab.Host2011("kvm1", "ib-a", "ib-b", "ib-a", "ib-b"), Lab.Host2011("kvm2"),
                cordoned with { Spec = cordoned.Spec with { Unschedulable = true } }, Lab.Host2011("kvm4", "ib-a", "ib-b", "ib-a", "ib-a"),
            ],
            [Lab.Wish(s_oss, 2)], s_networks) with
        { Existing = [Lab.Holder("m", "kvm4", "6-7")] };

        PlacementResult result = Placer.Place(problem);

        Assert.That(result.Failure!.Message, Is.EqualTo(
            "0/4 hosts fit oss-2: 2 have no NUMA node with 2 HCAs on fabric ib-a, 1 is cordoned, 1 has 4 of 6 CPUs free on node 1"));
        Assert.That(result.Failure.MachineName, Is.EqualTo("c-oss-2"));
        Assert.That(result.Failure.Hosts.Select(host => (host.Host, host.Kind)), Is.EqualTo(new[]
        {
            ("kvm1", HostRejectionKind.Devices), ("kvm2", HostRejectionKind.Devices),
            ("kvm3", HostRejectionKind.Cordoned), ("kvm4", HostRejectionKind.Cpus),
        }));
        Assert.That(result.Assignments, Is.Empty);
    }

    [Test]
    public void Each_exclusion_of_a_host_has_its_own_words()
    {
        KvmHost host = Lab.Host("kvm");
        KvmHost Named(string name, Func<KvmHost, KvmHost> change) => change(host with { Metadata = host.Metadata with { Name = name } });
        Condition condition = host.Status!.Conditions[0];
        KvmHost[] hosts =
        [
            Named("a", h => h with { Metadata = h.Metadata with { Labels = null } }),
            Named("b", h => h with { Spec = new KvmHostSpec { Fenced = true } }),
            Named("c", h => h with { Spec = new KvmHostSpec { Unschedulable = true } }),
            Named("d", h => h with { Status = null }),
            Named("e", h => h with { Status = h.Status! with { HostUuid = "u" } }),
            Named("f", h => h with { Status = h.Status! with { HostUuid = "U" } }),
            Named("g", h => h with { Status = h.Status! with { Conditions = [] } }),
            Named("h", h => h with
            {
                Status = h.Status! with { Conditions = [condition, condition with { Type = ConditionTypes.HostReachable, Status = ConditionStatus.Unknown }] },
            }),
            Named("i", h => h with { Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "x" } } }),
        ];
        PlacementProblem problem = Lab.Problem(hosts, Lab.Group("client").Times(1)) with
        {
            HostSelector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["lab"] = "tokyo" } },
        };

        Assert.That(Placer.Place(problem).Failure!.Hosts.Select(rejection => $"{rejection.Host} {rejection.Text}"), Is.EqualTo(new[]
        {
            "a does not match the host selector", "b is fenced", "c is cordoned", "d has no inventory yet",
            "e has the libvirt host UUID of another KvmHost", "f has the libvirt host UUID of another KvmHost", "g is not ready", "h is not reachable",
            "i has `x` in spec.cpus.reserved, which is not a CPU list",
        }));
    }

    [TestCase(NumaPolicy.Required, "0/1 hosts fit client-0: 1 has 8Gi memory for machines on node 0, 12Gi is asked for")]
    [TestCase(NumaPolicy.Preferred, "0/1 hosts fit client-0: 1 has 8Gi memory for machines, 12Gi is asked for")]
    public void Memory_is_told_as_the_guest_sees_it(NumaPolicy numa, string message)
    {
        KvmHost host = Lab.Host("kvm1", gibPerNode: 9);
        host = host with { Spec = new KvmHostSpec { Memory = new HostMemorySpec { Reserved = "960Mi" } } };

        Assert.That(Message(Lab.Problem([host], Lab.Group("client", 1, "12Gi").Times(1)) with { Numa = numa }), Is.EqualTo(message));
    }

    [Test]
    public void Huge_pages_are_told_in_pages()
    {
        KvmHost host = Lab.Host("kvm1");
        KvmHost paged = host with
        {
            Status = host.Status! with { Cells = [.. host.Status.Cells.Select(cell => cell with { Hugepages = [new HugepagePool { SizeKiB = 2048, Total = 100 }] })] },
        };
        MachineWish[] wishes = [.. Lab.Group("client", 1, "1Gi", "2Mi").Times(1)];

        Assert.That(Message(Lab.Problem([host], wishes)), Is.EqualTo("0/1 hosts fit client-0: 1 has no huge pages of 2Mi on node 0"));
        Assert.That(Message(Lab.Problem([paged], wishes)), Is.EqualTo("0/1 hosts fit client-0: 1 has 100 huge pages of 2Mi on node 0, 512 are asked for"));
    }

    [Test]
    public void Machine_that_shares_all_CPUs_is_named_as_the_cause()
    {
        KvmHost host = Lab.Host("kvm1");
        MachineWish sharing = Lab.Wish(Lab.Group("client", 2).Sharing());
        PlacementProblem first = Lab.Problem([host], [sharing]);
        PlacementResult shared = Placer.Place(first);

        Assert.That(shared.Assignments[0].VcpuPins.Select(pin => pin.Cpus), Is.EqualTo(new[] { "0-3", "0-3" }));
        Assert.That(shared.Notes, Is.EqualTo(new[]
        {
            "client-0 shares 4 free CPUs of kvm1, which are dedicated to nobody while it is there; set spec.cpus.shared of KvmHost kvm1 to bound them",
        }));
        Assert.That(
            Message(Lab.Problem([host], Lab.Group("oss", 2).Times(1)) with { Existing = Lab.Machines(first, shared) }),
            Is.EqualTo("0/1 hosts fit oss-0: 1 has 0 of 2 CPUs free on node 0 because Shared machines run on 4 others "
                + "(set KvmHost.spec.cpus.shared to bound them)"));
    }

    [TestCase("ib-zz", "2 do not have 1 HCA on fabric ib-zz; no host has an HCA on fabric ib-zz; there are eth-10g, ib-a")]
    [TestCase("eth-10g", "1 does not have 1 HCA on fabric eth-10g, 1 does not have 1 free HCA on fabric eth-10g")]
    public void Fabric_that_nobody_has_is_told_apart_from_one_that_is_taken(string fabric, string text)
    {
        PlacementProblem problem = Lab.Problem(
            [Lab.Host("kvm1", devices: [Lab.Hca(0, 0, "ib-a")]), Lab.Host("kvm2", devices: [Lab.Hca(0, 0, "eth-10g")])],
            [Lab.Wish(Lab.Group("client", 1, "1Gi", null, "net"))], Lab.Net("net", fabric)) with
        { Numa = NumaPolicy.None, Existing = [Lab.Holder("m", "kvm2", "0", "1Gi", null, Lab.Address(0))] };

        Assert.That(Message(problem), Is.EqualTo($"0/2 hosts fit client-0: {text}"));
    }

    [Test]
    public void Host_that_is_too_small_is_told_apart_from_one_that_is_busy() => Assert.That(
        Placer.Place(Lab.Problem([Lab.Host("kvm1"), Lab.Host("kvm2", cpusPerNode: 8)], Lab.Group("client", 6).Times(1)) with
        { Existing = [Lab.Holder("m", "kvm2", "0-3")] }).Failure!.Hosts.Select(host => (host.Host, host.IsTooSmall, host.Text, host.Holders.Count)),
        Is.EqualTo(new[]
        {
            ("kvm1", true, "has 4 CPUs for machines on node 0, 6 are asked for", 0), ("kvm2", false, "has 4 of 6 CPUs free on node 0", 1),
        }));

    [Test]
    public void Functions_whose_node_nobody_knows_are_named_where_one_node_is_required() => Assert.That(
        Message(Lab.Problem(
            [Lab.Host("kvm1", nodes: 2, devices: [Lab.Hca(0, null, "ib"), Lab.Hca(1, null, "ib")])],
            [Lab.Wish(Lab.Group("client", 1, "1Gi", null, "net"))], Lab.Net("net", "ib"))),
        Is.EqualTo("0/1 hosts fit client-0: 1 has no NUMA node with 1 HCA on fabric ib (2 that are free are on no known NUMA node: the firmware does not say)"));

    [TestCase(1000, 0, "; 1000 HCAs on fabric ib-a are asked for, 4 exist")]
    [TestCase(4, 1, "; 4 HCAs on fabric ib-a are asked for, 3 of 4 are free")]
    [TestCase(4, 2, "; 4 HCAs on fabric ib-a are asked for, 3 exist on hosts that take machines")]
    public void Set_that_asks_for_more_than_there_is_says_how_many_and_is_not_searched_for(int count, int holder, string end)
    {
        KvmHost[] hosts = [.. Enumerable.Range(1, 4).Select(i => Lab.Host($"kvm{i}", cpusPerNode: 300, gibPerNode: 600, devices: [Lab.Hca(0, 0, "ib-a")]))];
        hosts[3] = holder == 2 ? hosts[3] with { Spec = new KvmHostSpec { Unschedulable = true } } : hosts[3];
        PlacementResult result = Placer.Place(
            Lab.Problem(hosts, Lab.Group("client", 1, "1Gi", null, "net").Times(count), Lab.Net("net", "ib-a")) with
            { Existing = holder == 1 ? [Lab.Holder("m", "kvm4", "0", "1Gi", null, Lab.Address(0))] : [] });

        Assert.That(result.Failure!.Message, Does.EndWith(end));
        Assert.That(result.Failure.SearchLimitReached, Is.False);
    }

    [Test]
    public void Memory_of_a_set_is_summed_up_with_what_QEMU_takes() => Assert.That(
        Message(Lab.Problem([Lab.Host("kvm1"), Lab.Host("kvm2")], Lab.Group("client", 1, "12Gi").Times(3))),
        Does.EndWith("; 37056Mi memory are asked for, 31Gi exist"));

    [Test]
    public void Set_that_does_not_fit_names_the_machine_that_is_one_too_many() => Assert.That(
        Message(Lab.Problem([Lab.Host("kvm1"), Lab.Host("kvm2")], Lab.Group("client", 3).Times(3))),
        Is.EqualTo("0/2 hosts fit client-2 beside 2 machines of the cluster placed before it: 2 have 1 of 3 CPUs free on node 0; 9 CPUs are asked for, 8 exist"));

    [Test]
    public void MaxPerHost_counts_machines_that_exist()
    {
        MachineGroup group = Lab.Group("client") with { MaxPerHost = 1 };
        PlacementProblem first = Lab.Problem([Lab.Host("kvm1")], [Lab.Wish(group)]);
        PlacementProblem second = Lab.Problem([Lab.Host("kvm1")], [Lab.Wish(group, 1)]) with { Existing = Lab.Machines(first, Placer.Place(first)) };

        Assert.That(Message(second), Is.EqualTo("0/1 hosts fit client-1: 1 has 1 of at most 1 machines of group client"));
    }

    [Test]
    public void No_host_at_all_is_said() => Assert.That(
        Message(Lab.Problem([], Lab.Group("client").Times(1))), Is.EqualTo("0/0 hosts fit client-0: no KvmHost is registered"));

    [Test]
    public void Wish_that_names_an_unknown_network_is_refused() => Assert.That(
        Message(Lab.Problem([Lab.Host("kvm1")], Lab.Group("client", 1, "1Gi", null, "x").Times(1))),
        Is.EqualTo("client-0 cannot be placed: spec.networks has no `x`"));

    [Test]
    public void Partners_on_one_host_are_explained_by_what_the_other_hosts_lack() => Assert.That(
        Placer.Place(Lab.Problem([Lab.Host("kvm1", cpusPerNode: 8), Lab.Host("kvm2", cpusPerNode: 2)], Lab.Group("oss", 3).Times(2))).Notes,
        Is.EqualTo(new[] { "failover partners oss-0 and oss-1 share host kvm1 because 0/1 other hosts fit oss-1: 1 has 2 CPUs for machines on node 0, 3 are asked for" }));

    private static string Message(PlacementProblem problem) => Placer.Place(problem).Failure!.Message;
}
