using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Of many hosts few are looked at; the choice is that of looking at all.</summary>
internal sealed class ManyHostsTests
{
    [Test]
    public void Host_is_the_one_that_looking_at_every_host_finds([Range(0, 149)] int seed)
    {
        PlacementProblem problem = new RandomLab(seed).ManyHosts();
        PlacementResult result = Placer.Place(problem);

        HostVerdict? best = Placer.Explain(problem, problem.Wishes[0]).Preferred;

        Assert.That(result.Assignments.SingleOrDefault()?.Host, Is.EqualTo(best?.Host));
        Assert.That(result.Assignments.SingleOrDefault()?.VcpuPins, Is.EqualTo(best?.Place!.VcpuPins));
    }

    [Test]
    public void Machines_of_a_set_go_one_after_the_other_where_looking_at_every_host_puts_them([Range(0, 59)] int seed)
    {
        PlacementProblem problem = new RandomLab(seed).ManyHosts(machines: 12);
        var demands = problem.Wishes.Select(wish => Demand.Read(problem.Request, wish, out _)!).ToDictionary(demand => demand.Machine.Key);
        var search = new GreedySearch(PlacementLedger.Of(problem.Hosts, problem.Existing), problem.Request, demands.Values, new SearchBudget(CancellationToken.None));
        int placed = search.Run();

        for (int i = 0; i < Math.Min(placed + 1, search.Demands.Count); i++)
        {
            MachineWish wish = problem.Wishes.Single(wish => MachineIdentity.Of(wish).Key == search.Demands[i].Machine.Key);
            HostVerdict? best = Placer.Explain(problem, wish).Preferred;
            Assert.That(search.Chosen[i]?.Slot.Name, Is.EqualTo(best?.Host));
            problem = best is null ? problem : problem with { Existing = [.. problem.Existing, Lab.Machine(wish, best.Place!)] };
        }
    }

    [Test]
    public void Failover_partner_goes_elsewhere_though_its_host_is_the_tightest()
    {
        KvmHost[] hosts = [Lab.Host("kvm1", cpusPerNode: 2), Lab.Host("kvm2", cpusPerNode: 8)];

        PlacementResult result = Placer.Place(Lab.Problem(hosts, Lab.Group("oss").Times(2)));

        Assert.That(result.Assignments.Select(place => place.Host), Is.EqualTo(new[] { "kvm1", "kvm2" }));
        Assert.That(result.Notes, Is.Empty);
    }
}
