using LustreOperator.Api;

namespace LustreOperator.Placement.Tests;

/// <summary>Small random problems; the same seed is the same problem.</summary>
internal sealed class RandomLab(int seed)
{
    private static readonly NetworkSpec[] s_networks =
    [
        Lab.Net("any"), Lab.Net("a", "ib-a"), Lab.Net("a2", "ib-a"), Lab.Net("b", "ib-b"),
        new NetworkSpec { Name = "first", Hca = new HcaSelector { Address = $"{Lab.Address(0)}" } },
        new NetworkSpec { Name = "node0", Hca = new HcaSelector { NumaNode = 0 } },
    ];

    private readonly Random _random = new(seed);

    /// <summary>One wish, one or two hosts of up to 8 CPUs.</summary>
    public PlacementProblem One() => Fill(Problem(hosts: _random.Next(1, 3), maxCpusPerNode: 4, [Lab.Wish(Group("oss", 4), _random.Next(9, 14))]), _random.Next(4));

    /// <summary>Two or three wishes of one or two groups, one or two hosts.</summary>
    public PlacementProblem Set()
    {
        MachineGroup oss = Group("oss", 1) with { MaxPerHost = Maybe(0.2) ? 1 : null };
        MachineWish[] wishes = [.. oss.Times(_random.Next(1, 3)), .. Group("client", 1).Times(_random.Next(1, 3))];
        return Fill(Problem(hosts: _random.Next(1, 3), maxCpusPerNode: 4, [.. wishes.Take(3)]), _random.Next(2));
    }

    /// <summary>One wish, one host of four to six nodes of one CPU each that are near to and far from each other: memory has to be on many of them.</summary>
    public PlacementProblem ManyNodes()
    {
        MachineGroup group = Group("oss", 2);
        group = group with { Memory = group.Memory with { Size = Quantity.Of($"{_random.Next(2, 10) * 256}Mi") }, Networks = [.. group.Networks.Take(1)] };
        PlacementProblem problem = new([NodesHost("kvm1")], [], null, NumaPolicy.Preferred, [Lab.Wish(group, 9)], s_networks);
        return Fill(problem, _random.Next(4));
    }

    /// <summary>Twelve to forty hosts, many alike, some cordoned, of another lab or in use; one wish, or those of three groups.</summary>
    public PlacementProblem ManyHosts(int machines = 1)
    {
        MachineGroup[] groups = machines == 1 ? [Group("oss", 4)] : [Group("oss", 3), Group("client", 3), Group("router", 2)];
        MachineWish[] wishes = [.. Enumerable.Range(0, machines).Select(i => Lab.Wish(groups[i % groups.Length], 20 + (i / groups.Length)))];
        KvmHost[] kinds = [.. Enumerable.Range(0, 4).Select(_ => Host("kind", 4, 2))];
        KvmHost[] hosts = [.. Enumerable.Range(0, _random.Next(12, 41)).Select(i => kinds[_random.Next(kinds.Length)] with
        {
            Metadata = new ObjectMeta { Name = $"kvm{i}", Labels = new Dictionary<string, string> { ["lab"] = Maybe(0.8) ? "tokyo" : "osaka" } },
        })];
        PlacementProblem problem = new(
            [.. hosts.Select(host => Maybe(0.1) ? host with { Spec = host.Spec with { Unschedulable = true } } : host)], [],
            Maybe(0.5) ? new LabelSelector { MatchLabels = new Dictionary<string, string> { ["lab"] = "tokyo" } } : null, (NumaPolicy)_random.Next(3), wishes, s_networks);
        return Fill(problem, machines: 30);
    }

    private KvmHost NodesHost(string name)
    {
        int nodes = _random.Next(4, 7);
        int[] values = Maybe(0.3) ? [20] : [12, 16, 21, 32];
        int[][] distances = [.. Enumerable.Range(0, nodes).Select(_ => new int[nodes])];
        for (int from = 0; from < nodes; from++)
        {
            distances[from][from] = 10;
            for (int to = from + 1; to < nodes; to++)
            {
                distances[from][to] = distances[to][from] = values[_random.Next(values.Length)];
            }
        }

        HostDevice[] devices = [.. Enumerable.Range(0, _random.Next(4)).Select(i => Lab.Hca(i, Maybe(0.1) ? null : _random.Next(nodes), Maybe(0.5) ? "ib-a" : null, i))];
        KvmHost host = Lab.Host(name, nodes, 1, 1, 1, devices);
        return host with
        {
            Status = host.Status! with
            {
                Cells =
                [
                    .. host.Status.Cells.Select((cell, node) => cell with
                    {
                        MemoryKiB = _random.Next(1, 5) * 384 * 1024,
                        Hugepages = Maybe(0.4) ? [new HugepagePool { SizeKiB = 2048, Total = _random.Next(1, 3) * 64 }] : [],
                        Distances = distances[node],
                    }),
                ],
            },
        };
    }

    private PlacementProblem Problem(int hosts, int maxCpusPerNode, MachineWish[] wishes) => new(
        [.. Enumerable.Range(1, hosts).Select(i => Host($"kvm{i}", maxCpusPerNode, wishes.Length))], [], null, (NumaPolicy)_random.Next(3), wishes, s_networks);

    // Machines of other clusters, and of the same, wherever the rules allow one.
    private PlacementProblem Fill(PlacementProblem problem, int machines)
    {
        for (int i = 0; i < machines; i++)
        {
            KvmHost host = problem.Hosts[_random.Next(problem.Hosts.Count)];
            MachineGroup group = Group(Maybe(0.3) ? "oss" : "other", 2);
            var wish = new MachineWish("qa", $"e{i}", Maybe(0.5) ? "c" : "d", group, 10 + i);
            LustreMachine[] here = [.. problem.Existing.Where(machine => machine.Spec.Host == host.Metadata.Name)];
            LustreMachine[] places = [.. BruteForce.Places(problem with { Numa = (NumaPolicy)_random.Next(3) }, host, here, wish).Take(100)];
            problem = places.Length == 0 ? problem : problem with { Existing = [.. problem.Existing, places[_random.Next(places.Length)]] };
        }

        return problem;
    }

    private KvmHost Host(string name, int maxCpusPerNode, int gigabytes)
    {
        int nodes = _random.Next(1, 4);
        int threads = _random.Next(1, 3);
        int cpus = _random.Next(1, (maxCpusPerNode / threads) + 1) * threads;
        cpus = nodes == 3 ? threads : cpus;

        HostDevice[] devices =
        [
            .. Enumerable.Range(0, _random.Next(5)).Select(i => Lab.Hca(
                i, Maybe(0.1) ? null : _random.Next(nodes), Maybe(0.3) ? null : Maybe(0.5) ? "ib-a" : "ib-b", _random.Next(4)) with { Offered = Maybe(0.9) }),
        ];
        KvmHost host = Lab.Host(name, nodes, cpus, threads, 1, devices);
        return host with
        {
            Spec = new KvmHostSpec
            {
                Cpus = new HostCpuSpec { Reserved = Maybe(0.3) ? "0" : null, Shared = Maybe(0.3) ? $"{_random.Next(nodes * cpus)}" : null },
                Memory = new HostMemorySpec { Reserved = Quantity.Of(Maybe(0.5) ? "512Mi" : "0") },
            },
            Status = host.Status! with
            {
                Cells =
                [
                    .. host.Status.Cells.Select(cell => cell with
                    {
                        MemoryKiB = _random.Next(1, 5) * gigabytes * 512 * 1024,
                        Hugepages = Maybe(0.4) ? [new HugepagePool { SizeKiB = 2048, Total = _random.Next(1, 4) * 128 }] : [],
                    }),
                ],
            },
        };
    }

    private MachineGroup Group(string name, int maxCpus)
    {
        MachineGroup group = Lab.Group(
            name, _random.Next(1, maxCpus + 1), $"{_random.Next(1, maxCpus == 1 ? 3 : 5) * 256}Mi", Maybe(0.12) ? "2Mi" : null,
            [.. s_networks.Select(network => network.Name).Where(_ => Maybe(maxCpus == 1 ? 0.1 : 0.2)).Take(2)]);
        group = Maybe(0.25) ? group.Sharing() : group;
        return Maybe(0.2) ? group.Isolated() : group;
    }

    private bool Maybe(double probability) => _random.NextDouble() < probability;
}
