using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

internal sealed class BruteForceTests
{
    [TestCase(false, 8_000, 2_000, 7_000, TestName = "One_machine_gets_the_best_place_there_is_and_none_only_if_there_is_none")]
    [TestCase(true, 800, 300, 790, TestName = "One_machine_on_many_nodes_gets_the_fewest_remote_parts_and_the_nearest")]
    public void One_machine_gets_the_best_place_there_is(bool manyNodes, int seeds, int fewest, int most)
    {
        int fits = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            PlacementProblem problem = manyNodes ? new RandomLab(seed).ManyNodes() : new RandomLab(seed).One();
            PlacementResult result = Placer.Place(problem);
            MachineWish wish = problem.Wishes[0];
            var hosts = problem.Hosts.Select(host =>
            {
                LustreMachine[] here = [.. problem.Existing.Where(machine => machine.Spec.Host == host.Metadata.Name)];
                (int, int, int, int, int, int, int)[] rates = [.. BruteForce.Places(problem, host, here, wish).Select(machine => BruteForce.Rate(problem, host, here, machine))];
                return (Host: host, Here: here, Fits: rates.Length > 0, Best: rates.Length > 0 ? rates.Min() : default);
            }).Where(host => host.Fits).ToArray();
            Assert.That(result.Failure is null, Is.EqualTo(hosts.Length > 0), $"seed {seed}: {result.Failure?.Message}");
            if (result.Failure is not null)
            {
                continue;
            }

            fits++;
            var best = hosts.MinBy(host => HostRank(problem, host.Host, host.Here, host.Best));
            LustreMachine machine = Lab.Machine(wish, result.Assignments[0]);
            Assert.That(machine.Spec.Host, Is.EqualTo(best.Host.Metadata.Name), $"seed {seed}");
            Assert.That(BruteForce.Rate(problem, best.Host, best.Here, machine), Is.EqualTo(best.Best), $"seed {seed}");
            Assert.That(result.SearchLimitReached, Is.False, $"seed {seed}");
            Invariants.Check(problem, result);
        }

        Assert.That(fits, Is.InRange(fewest, most), "the cases must be of both kinds");
    }

    [Test]
    public void A_set_fits_if_it_can_with_the_fewest_partners_on_one_host()
    {
        int fits = 0;
        for (int seed = 0; seed < 2_000; seed++)
        {
            PlacementProblem problem = new RandomLab(seed).Set();
            PlacementResult result = Placer.Place(problem);
            int pairs = problem.Wishes.Count(wish => wish.Group.Name == "oss") / 2;
            int fewest = Enumerable.Range(0, pairs + 1).Where(together => BruteForce.SetFits(problem, problem.Existing, problem.Wishes, together)).DefaultIfEmpty(-1).First();
            Assert.That(result.Failure is null, Is.EqualTo(fewest >= 0), $"seed {seed}: {result.Failure?.Message}");
            if (result.Failure is null)
            {
                fits++;
                Assert.That(result.Notes.Count(note => note.StartsWith("failover", StringComparison.Ordinal)), Is.EqualTo(fewest), $"seed {seed}");
                Invariants.Check(problem, result);
            }
        }

        Assert.That(fits, Is.InRange(500, 1_700), "the cases must be of both kinds");
    }

    // Partner there, remote parts, how far they are, blocked CPUs, free HCAs if none is asked for, machines of the cluster, CPUs left, name.
    private static (int, int, int, int, int, int, int, string) HostRank(
        PlacementProblem problem, KvmHost host, LustreMachine[] here, (int Remote, int Far, int Wasted, int Blocked, int, int, int) best)
    {
        MachineWish wish = problem.Wishes[0];
        int cpus = wish.Group.Cpu.Count + (wish.Group.Cpu.Emulator == EmulatorPlacement.Isolated ? 1 : 0);
        bool shared = wish.Group.Cpu.Pinning == CpuPinning.Shared;
        int blocked = shared && problem.Numa == NumaPolicy.Preferred && host.Spec.Cpus.Shared is null ? BruteForce.FreeCpus(host, here).Count() : best.Blocked;
        return (
            BruteForce.Partner(here, wish) ? 1 : 0,
            best.Remote,
            best.Far,
            blocked,
            wish.Group.Networks.Count > 0 ? 0 : BruteForce.FreeDevices(host, here).Count(),
            here.Count(machine => machine.Spec.Cluster == wish.Cluster),
            BruteForce.FreeCpus(host, here).Count() - (shared ? 0 : cpus),
            host.Metadata.Name);
    }
}
