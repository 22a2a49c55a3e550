using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Every search ends: the largest hosts, the machines that were the hardest for each part of it. Without a bound none of these does.</summary>
internal sealed class BoundTests
{
    private const long GiB = Lab.GiB;

    [Test, Combinatorial]
    public void Machine_on_equal_nodes_is_bound_to_the_fewest([Values(8, 24, 32, 64)] int nodes, [Values(10, 33, 50, 75, 99)] int percent, [Values(null, "2Mi")] string? pages)
    {
        long perNode = pages is null ? 32 * GiB : 24 * GiB;
        long wanted = nodes * perNode * percent / 100 / 2048 * 2048;
        KvmHost host = WideHost.Of(nodes, hugepagesPerNode: pages is null ? 0 : perNode / 2048);

        PlacementResult result = Place(host, Lab.Group("oss", 4, $"{wanted}Ki", pages));

        long overhead = pages is null ? HostUsage.MachineOverheadKiB : 0;
        Assert.That(CpuList.Parse(result.Assignments[0].MemoryNodes), Has.Count.EqualTo((wanted + overhead + perNode - 1) / perNode));
        Assert.That(result.SearchLimitReached, Is.False, "equal nodes are one class");
    }

    [Test]
    public void Machine_on_unequal_nodes_is_bound_to_the_fewest([Values(24, 64)] int nodes, [Values(20, 50, 80)] int percent, [Values(null, "2Mi")] string? pages)
    {
        KvmHost host = WideHost.Of(nodes, hugepagesPerNode: pages is null ? 0 : 8192, isUneven: true);
        long[] room = [.. host.Status!.Cells.Select(cell => pages is null ? cell.MemoryKiB : cell.Hugepages[0].Total * 2048)];
        long wanted = room.Sum() * percent / 100 / 2048 * 2048;

        MachineAssignment place = Place(host, Lab.Group("oss", 4, $"{wanted}Ki", pages)).Assignments[0];

        long missing = wanted + (pages is null ? HostUsage.MachineOverheadKiB : 0);
        int fewest = room.OrderDescending().TakeWhile(node => (missing -= node) > -node).Count();
        Assert.That(CpuList.Parse(place.MemoryNodes), Has.Count.EqualTo(fewest));
    }

    [Test]
    public void Memory_that_lies_on_many_nodes_makes_no_search_endless([Values("2Gi", "8Gi", "200Gi", "700Gi")] string memory, [Values] bool isAllMasksDifferent)
    {
        LustreMachine[] existing =
        [
            .. Enumerable.Range(0, 1000).Select(number => WideHost.Bound(number, 64, "1Gi", node => isAllMasksDifferent
                ? (number >> (node % 10) & 1) != 0 || node == number % 64 || node == (number + 7) % 64
                : node / 32 == number % 2)),
        ];

        PlacementResult result = Place(WideHost.Of(64), Lab.Group("oss", 4, memory), existing);

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Assignments[0].MemoryNodes, Is.Not.Null);
    }

    [TestCase(NumaPolicy.Preferred)]
    [TestCase(NumaPolicy.Required)]
    [TestCase(NumaPolicy.None)]
    public void Machine_with_many_HCAs_of_4096_gets_the_lowest_that_are_near(NumaPolicy numa)
    {
        NetworkSpec[] networks = [.. Enumerable.Range(0, 16).Select(i => Lab.Net($"n{i}", "ib-a"))];
        MachineGroup group = Lab.Group("oss", 8, "4Gi", null, [.. networks.Select(network => network.Name)]);

        PlacementResult result = Placer.Place(Lab.Problem([WideHost.Of(64, devicesPerNode: 64)], [Lab.Wish(group)], networks) with { Numa = numa });

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Assignments[0].Devices.Values, Is.Unique.And.Count.EqualTo(16));
        Assert.That(result.Assignments[0].LocalityPercent, numa == NumaPolicy.None ? Is.GreaterThan(0) : Is.EqualTo(100));
    }

    [Test]
    public void Choices_of_devices_that_lead_nowhere_end()
    {
        // Every HCA is a class of its own (two functions a group), and of the two machines only the first can be served: the other host has a function
        // at the address that both name, and no memory.
        HostDevice[] devices = [.. Enumerable.Range(0, 256).Select(i => Lab.Hca(i % 200, 0, "ib-a", i / 2) with { Address = $"{i:x4}:01:00.0" })];
        NetworkSpec[] networks = [.. Enumerable.Range(0, 16).Select(i => Lab.Net($"n{i}", "ib-a")), new NetworkSpec { Name = "at", Hca = new HcaSelector { Address = "0001:01:00.0" } }];
        MachineGroup[] groups =
        [
            Lab.Group("a", 1, "1Gi", null, [.. networks.Select(network => network.Name)]),
            Lab.Group("b", 1, "1Gi", null, "at"),
        ];

        PlacementResult result = Placer.Place(Lab.Problem(
            [Lab.Host("kvm1", 1, 4, 1, 16, devices), Lab.Host("kvm2", 1, 4, 1, 0, Lab.Hca(0) with { Address = "0001:01:00.0" })], [.. groups.Select(group => Lab.Wish(group))], networks));

        Assert.That(result.Failure!.SearchLimitReached, Is.True);
    }

    [Test]
    public void Searches_that_part_partners_share_one_budget_and_the_notes_say_that_it_ended()
    {
        // kvm2 is one CPU too small for one machine of each of 24 pairs, which only trying them all can tell.
        MachineGroup[] groups = [.. Enumerable.Range(0, 24).Select(i => Lab.Group($"oss{i:d2}", 3 + (i % 4)))];
        int half = groups.Sum(group => group.Cpu.Count);
        KvmHost[] hosts = [Lab.Host("kvm1", cpusPerNode: half + 8, gibPerNode: 512), Lab.Host("kvm2", cpusPerNode: half - 1, gibPerNode: 512)];

        PlacementResult result = Placer.Place(Lab.Problem(hosts, groups.SelectMany(group => group.Times(2))));

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.SearchLimitReached, Is.True);
        Assert.That(result.Notes, Is.Not.Empty.And.All.Contain("the search stopped at its limit").Or.All.Contain("0/1 other hosts fit"));
    }

    [Test]
    public void Set_of_a_thousand_machines_that_does_not_fit_is_told_without_a_deep_stack()
    {
        KvmHost[] hosts = [.. Enumerable.Range(0, 8).Select(i => WideHost.Of(64) with { Metadata = new ObjectMeta { Name = $"kvm{i}" } })];
        MachineWish[] wishes = [.. Lab.Group("client", 8, "1Gi").Times(1000), Lab.Wish(Lab.Group("oss", 16, "1Gi")), .. Lab.Group("mds", 15, "1Gi").Times(20)];

        PlacementResult result = Placer.Place(Lab.Problem(hosts, wishes));

        Assert.That(result.Failure?.MachineName, Is.EqualTo("c-client-982"));
    }

    [TestCase(NumaPolicy.Preferred)]
    [TestCase(NumaPolicy.Required)]
    [TestCase(NumaPolicy.None)]
    public void Cancelled_search_ends_at_once(NumaPolicy numa)
    {
        PlacementProblem problem = Lab.Problem([WideHost.Of(64)], [Lab.Wish(Lab.Group("oss", 4, "1Gi"))]) with { Numa = numa };

        Assert.That(() => Placer.Place(problem, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => Placer.Explain(problem, problem.Wishes[0], new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    private static PlacementResult Place(KvmHost host, MachineGroup group, params LustreMachine[] existing)
    {
        PlacementResult result = Placer.Place(Lab.Problem([host], [Lab.Wish(group)]) with { Numa = NumaPolicy.Preferred, Existing = existing });
        Assert.That(result.Failure?.Message, Is.Null);
        return result;
    }
}
