using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Benchmarks;

/// <summary>Placements on a ledger of 5,000 hosts in use, one after the other, each seen by the next: in this process, on one thread.</summary>
internal static class FleetPlacement
{
    public const int Hosts = 5_000;
    private const int Filled = 12_000;
    private const int Measured = 1_000;

    private static readonly NetworkSpec[] s_networks = [new NetworkSpec { Name = "lnet", Hca = new HcaSelector { Fabric = "ib-a" } }];

    private static readonly (string What, NumaPolicy Numa, MachineGroup[] Groups)[] s_kinds =
    [
        ("a machine of 4 CPUs, 16 GiB and an HCA, numa: Required", NumaPolicy.Required, [Group("oss", 1, 4, "16Gi", hca: true)]),
        ("a machine of 2 CPUs and 8 GiB, numa: Preferred", NumaPolicy.Preferred, [Group("client", 1, 2, "8Gi")]),
        ("a machine of 20 CPUs and 80 GiB, on two NUMA nodes, numa: Preferred", NumaPolicy.Preferred, [Group("oss", 1, 20, "80Gi", hca: true)]),
        ("a machine of 2 CPUs and 4 GiB that shares, numa: Preferred", NumaPolicy.Preferred, [Group("client", 1, 2, "4Gi") is var group ? group with { Cpu = group.Cpu with { Pinning = CpuPinning.Shared } } : null!]),
        ("2 MDS, 2 OSS and 3 clients, numa: Preferred", NumaPolicy.Preferred, [Group("mds", 2, 2, "8Gi", hca: true), Group("oss", 2, 4, "16Gi", hca: true), Group("client", 3, 2, "4Gi")]),
        ("100 machines of 4 CPUs, 16 GiB and an HCA, numa: Required", NumaPolicy.Required, [Group("oss", 100, 4, "16Gi", hca: true)]),
    ];

    /// <summary>Rows of what, machines a second and microseconds a machine; the slowest of the kinds, and of all together.</summary>
    public static (IReadOnlyList<IReadOnlyList<string>> Rows, double PerSecond) Measure(CancellationToken cancel)
    {
        PlacementLedger ledger = Fill(cancel);
        List<IReadOnlyList<string>> rows = [];
        double slowest = double.MaxValue;
        foreach ((string what, NumaPolicy numa, MachineGroup[] groups) in s_kinds)
        {
            int perSet = groups.Sum(group => group.Count);
            PlaceMany(ledger, $"warm-{rows.Count}", numa, groups, 100, cancel);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            PlaceMany(ledger, $"kind-{rows.Count}", numa, groups, Measured, cancel);
            double perMachine = (Environment.CpuUsage.TotalTime - before).TotalSeconds / (Math.Max(1, Measured / perSet) * perSet);
            slowest = Math.Min(slowest, 1 / perMachine);
            rows.Add([what, Text($"{1 / perMachine:0}"), Text($"{perMachine * 1e6:0}")]);
        }

        return (rows, slowest);
    }

    private static PlacementLedger Fill(CancellationToken cancel)
    {
        PlacementLedger ledger = PlacementLedger.Of(Enumerable.Range(1, Hosts).Select(FleetOfHosts.Host), []);
        foreach ((int number, (_, NumaPolicy numa, MachineGroup[] groups)) in Enumerable.Range(0, 4).Select(number => (number, s_kinds[number])))
        {
            ledger = PlaceMany(ledger, $"there-{number}", numa, groups, Filled / (number == 2 ? 20 : number == 3 ? 40 : 2), cancel);
        }

        return ledger;
    }

    // So many machines in sets of the groups; each set is a cluster, and what it gets is taken.
    private static PlacementLedger PlaceMany(PlacementLedger ledger, string name, NumaPolicy numa, MachineGroup[] groups, int machines, CancellationToken cancel)
    {
        for (int set = 0; set < Math.Max(1, machines / groups.Sum(group => group.Count)); set++)
        {
            string cluster = Text($"{name}-{set}");
            MachineWish[] wishes = [.. groups.SelectMany(group => Enumerable.Range(0, group.Count).Select(index =>
                new MachineWish("qa", Text($"{cluster}-{group.Name}-{index}"), cluster, group, index)))];
            PlacementResult result = Placer.Place(ledger, new PlacementRequest(null, numa, wishes, s_networks), cancel);
            if (result.Failure is { } failure)
            {
                throw new InvalidOperationException(failure.Message);
            }

            ledger = wishes.Zip(result.Assignments, Machine).Aggregate(ledger, (all, machine) => all.WithMachine(machine));
        }

        return ledger;
    }

    private static LustreMachine Machine(MachineWish wish, MachineAssignment place) => new()
    {
        Metadata = new ObjectMeta { Namespace = wish.Namespace, Name = wish.Name },
        Spec = new LustreMachineSpec
        {
            Cluster = wish.Cluster,
            Group = wish.Group.Name,
            Index = wish.Index,
            Host = place.Host,
            Cpu = new MachineCpu { Count = wish.Group.Cpu.Count, Pinning = wish.Group.Cpu.Pinning, VcpuPins = place.VcpuPins, EmulatorCpus = place.EmulatorCpus },
            Memory = new MachineMemory { Size = wish.Group.Memory.Size, NumaNodes = place.MemoryNodes },
            Networks = [.. place.Devices.Select(device => new MachineNetwork { Name = device.Key, Device = device.Value })],
        },
    };

    private static MachineGroup Group(string name, int count, int cpus, string memory, bool hca = false) => new()
    {
        Name = name,
        Count = count,
        Roles = [name == "oss" ? MachineRole.OSS : name == "mds" ? MachineRole.MDS : MachineRole.Client],
        Cpu = new CpuSpec { Count = cpus },
        Memory = new MemorySpec { Size = Quantity.Of(memory) },
        Networks = hca ? ["lnet"] : [],
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
