using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Benchmarks;

/// <summary>How long placement takes at most: the largest hosts, the machines and sets that are the hardest for it. In this process.</summary>
internal static class PlacementBenchmark
{
    private const int Rounds = 20;
    private const double Second = 1000;
    private const double Millisecond = 1;
    private const double PerSecond = 1000;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(500);

    public static Task<Report> RunAsync(CancellationToken cancel)
    {
        (IReadOnlyList<IReadOnlyList<string>> fleet, double perSecond) = FleetPlacement.Measure(cancel);
        List<IReadOnlyList<string>> rows = [];
        double worst = 0;
        double worstMachine = 0;
        foreach ((string what, PlacementProblem problem) in Machines().Concat(Sets()))
        {
            (double cpu, double median, PlacementResult result) = Measure(problem, cancel);
            worst = Math.Max(worst, cpu);
            worstMachine = problem is { Hosts.Count: 1, Wishes.Count: 1 } ? Math.Max(worstMachine, median) : worstMachine;
            bool isLimited = result.SearchLimitReached || result.Failure?.SearchLimitReached == true;
            rows.Add([what, Text(cpu), Text(median), (result.Failure is null ? "placed" : "no place") + (isLimited ? ", at the limit" : "")]);
        }

        return Task.FromResult(new Report("Placement: many hosts, and the hardest machines and sets")
            .Say($"{FleetPlacement.Hosts:#,0} hosts of 2 NUMA nodes, 32 CPUs, 128 GiB and 8 HCAs with about 13,000 machines. Each set is placed and then taken into the ledger, which the next one sees: "
                + "CPU time of the process for one machine, both together.")
            .Table(["what", "machines a second", "µs a machine"], fleet)
            .AtLeast("machines placed a second, the slowest kind", perSecond, PerSecond, "")
            .Say("## The hardest machines and sets")
            .Say("The ledger is there, as an operator has it. `Placer.Place` in one process, half a second to warm up and 20 that count: the CPU time of the process for one (all threads), and the median of what the clock says, which other work on the machine "
                + "makes longer. Hosts of 16 CPUs and 32 GiB a NUMA "
                + "node on two sockets, with distances 11 and 12 within a socket and 32 across; `uneven`: no two nodes have the same memory. `numa: Preferred` but for the sets.")
            .Table(["what", "CPU, ms", "clock, ms", "answer"], rows)
            .AtMost("any machine on one host, median", worstMachine, Millisecond, " ms")
            .AtMost("the longest answer, CPU time", worst, Second, " ms"));
    }

    private static IEnumerable<(string What, PlacementProblem Problem)> Machines()
    {
        foreach (int nodes in new[] { 2, 8, 24, 32, 64 })
        {
            foreach (bool isUneven in new[] { false, true })
            {
                KvmHost host = Host("kvm1", nodes, devicesPerNode: 4, isUneven);
                long all = host.Status!.Cells.Sum(cell => cell.MemoryKiB);
                foreach (int percent in new[] { 1, 50, 90 })
                {
                    yield return ($"{nodes} nodes{(isUneven ? ", uneven" : "")}: machine of {percent} % of the memory", Problem([host], [Wish("oss", 0, 4, all * percent / 100, "ib")]));
                }
            }
        }

        yield return ("16 nodes: machine of 8 nodes' CPUs and memory", Problem([Host("kvm1", 16, devicesPerNode: 4)], [Wish("oss", 0, 128, 240L << 20, "ib")]));
        yield return ("16 nodes, uneven: machine of 8 nodes' CPUs and memory", Problem([Host("kvm1", 16, devicesPerNode: 4, isUneven: true)], [Wish("oss", 0, 128, 230L << 20, "ib")]));
        yield return ("64 nodes, 4,096 HCAs: machine of 16 HCAs", Problem(
            [Host("kvm1", 64, devicesPerNode: 64)], [Wish("oss", 0, 8, 4 << 20, [.. Enumerable.Range(0, 16).Select(i => $"ib{i}")])]));
        yield return ("64 nodes: machine of half the memory beside 1,000 machines whose memory lies on different nodes", Problem(
            [Host("kvm1", 64)], [Wish("oss", 0, 4, 800L << 20)]) with
        { Existing = [.. Enumerable.Range(0, 1000).Select(Spread)] });
        yield return ("8 hosts of 64 nodes, uneven: machine of half the memory", Problem(
            [.. Enumerable.Range(0, 8).Select(i => Host($"kvm{i}", 64, devicesPerNode: 4, isUneven: true))], [Wish("oss", 0, 4, 1000L << 20, "ib")]));
        yield return ("8 hosts of 64 nodes, uneven: 30 machines of a quarter of a host each, all different", Problem(
            [.. Enumerable.Range(0, 8).Select(i => Host($"kvm{i}", 64, devicesPerNode: 4, isUneven: true))],
            [.. Enumerable.Range(0, 30).Select(i => Wish($"g{i}", 0, 20 + i, (480L + i) << 20, "ib"))]));
    }

    private static IEnumerable<(string What, PlacementProblem Problem)> Sets()
    {
        KvmHost[] hosts = [.. Enumerable.Range(0, 8).Select(i => Host($"kvm{i}", 2))];
        yield return ("8 hosts of 2 nodes: 33 machines of half a node, all different, one too many", Problem(
            hosts, [.. Enumerable.Range(0, 33).Select(i => Wish($"g{i:d2}", 0, 7 + (i % 3), (512L + i) << 10))]) with
        { Numa = NumaPolicy.Required });
        yield return ("2 hosts: 20 pairs of partners, all different, of which one cannot be parted", Problem(
            [Host("kvm0", 64), Host("kvm1", 16)], [.. Enumerable.Range(0, 20).SelectMany(i => new[] { 0, 1 }.Select(index => Wish($"oss{i:d2}", index, 11 + (i % 5), 1 << 20)))]));
        yield return ("8 hosts of 64 nodes: 1,000 machines of 8 CPUs, more than fit", Problem(
            [.. Enumerable.Range(0, 8).Select(i => Host($"kvm{i}", 64))], [.. Enumerable.Range(0, 1100).Select(i => Wish("client", i, 8, 1 << 20))]) with
        { Numa = NumaPolicy.Required });
    }

    private static (double Cpu, double Median, PlacementResult Result) Measure(PlacementProblem problem, CancellationToken cancel)
    {
        PlacementLedger ledger = PlacementLedger.Of(problem.Hosts, problem.Existing);
        PlacementResult result = Placer.Place(ledger, problem.Request, cancel);
        long begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < s_warmUp)
        {
            Placer.Place(ledger, problem.Request, cancel);
        }

        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Sample sample = new(Enumerable.Range(0, Rounds).Select(_ =>
        {
            long start = TimeProvider.System.GetTimestamp();
            Placer.Place(ledger, problem.Request, cancel);
            return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        }).ToArray());
        return ((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / Rounds, sample.Median, result);
    }

    private static PlacementProblem Problem(KvmHost[] hosts, MachineWish[] wishes) => new(
        hosts, [], null, NumaPolicy.Preferred, wishes,
        [.. Enumerable.Range(0, 16).Select(i => $"ib{i}").Append("ib").Select(name => new NetworkSpec { Name = name, Hca = new HcaSelector { Fabric = "ib-a" } })]);

    private static MachineWish Wish(string group, int index, int cpus, long memoryKiB, params string[] networks) => new("qa", $"c-{group}-{index}", "c", new MachineGroup
    {
        Name = group,
        Count = 1000,
        Roles = [group.StartsWith("oss", StringComparison.Ordinal) ? MachineRole.OSS : MachineRole.Client],
        Cpu = new CpuSpec { Count = cpus },
        Memory = new MemorySpec { Size = Quantity.Of($"{memoryKiB}Ki") },
        Networks = networks,
    }, index);

    private static KvmHost Host(string name, int nodes, int devicesPerNode = 0, bool isUneven = false) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Status = new KvmHostStatus
        {
            Conditions = [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.True, Reason = KvmHostReasons.AgentServing }],
            Cells = [.. Enumerable.Range(0, nodes).Select(node => new NumaCell
            {
                Id = node,
                MemoryKiB = (32L << 20) - (isUneven ? node * 7919 % 97 * (64L << 10) : 0),
                Distances = [.. Enumerable.Range(0, nodes).Select(other => other == node ? 10 : other / (nodes / 2) != node / (nodes / 2) ? 32 : other % 4 == node % 4 ? 11 : 12)],
                Cpus = [.. Enumerable.Range(node * 16, 16).Select(cpu => new HostCpu
                {
                    Id = cpu, Socket = node / (nodes / 2), Core = cpu / 2, Siblings = CpuSet.Of([cpu & ~1, cpu | 1]),
                })],
            })],
            Devices = [.. Enumerable.Range(0, nodes * devicesPerNode).Select(i => new HostDevice
            {
                Address = new PciAddress(i >> 8, (byte)i, 0, 0),
                Vendor = "15b3", Product = "101b", NumaNode = i / devicesPerNode, IommuGroup = i, Fabric = i % 3 == 0 ? "ib-a" : "ib-b", Offered = true,
            })],
        },
    };

    // A machine of 1 GiB on about half of the nodes; hardly two are on the same.
    private static LustreMachine Spread(int number) => new()
    {
        Metadata = new ObjectMeta { Namespace = "qa", Name = $"m{number}" },
        Spec = new LustreMachineSpec
        {
            Host = "kvm1",
            Cluster = "x",
            Memory = new MachineMemory
            {
                Size = Quantity.Of("1Gi"),
                NumaNodes = CpuSet.From(Enumerable.Range(0, 64).Where(node => (number >> (node % 10) & 1) != 0 || node == number % 64 || node == (number + 7) % 64)),
            },
        },
    };

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
