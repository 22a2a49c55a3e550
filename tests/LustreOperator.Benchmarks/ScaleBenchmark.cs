using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Benchmarks;

/// <summary>What one machine costs the operator in labs of 100, 1,000 and 10,000 machines, in one run: the ratio counts.</summary>
internal static class ScaleBenchmark
{
    private const int MachinesPerCluster = 100;
    private const int MachinesPerHost = 10;
    private const double Flat = 1.5;
    private static readonly int[] s_sizes = [100, 1_000, 10_000];

    public static async Task<Report> RunAsync(CancellationToken cancel)
    {
        await Published.MakeAsync(count: 1);
        List<IReadOnlyList<string>> rows = [];
        List<double> perMachine = [];
        foreach (int size in s_sizes)
        {
            (double cpu, double seconds, double megabytes) = await MeasureAsync(size, cancel);
            perMachine.Add(cpu / size * 1000);
            rows.Add([Text($"{size}"), Text($"{size / MachinesPerHost}"), Text($"{size / MachinesPerCluster}"), Text($"{cpu:0.0} s"), Text($"{perMachine[^1]:0.00} ms"), Text($"{seconds:0} s"), Text($"{megabytes:0} MB")]);
        }

        return new Report("CPU of the operator per machine, by the size of the lab")
            .Say($"LustreClusters of {MachinesPerCluster} machines, {MachinesPerHost} machines to a host, applied at once; CPU time of the operator's process (published, over TLS to the local control plane, with its own limits of "
                + "400 requests a second) until every cluster is Ready. A cluster was there before, so nothing is counted that is done once. Agents are simulated by one process: one status for each machine.")
            .Table(["machines", "hosts", "clusters", "operator CPU", "per machine", "until Ready", "operator RSS"], rows)
            .AtMost("a machine among 1,000, of one among 100", perMachine[1] / perMachine[0], Flat, " times")
            .AtMost("a machine among 10,000, of one among 100", perMachine[2] / perMachine[0], Flat, " times");
    }

    private static async Task<(double Cpu, double Seconds, double Megabytes)> MeasureAsync(int machines, CancellationToken cancel)
    {
        await using BenchLab lab = await BenchLab.StartAsync();
        using KubernetesClient client = lab.NewClient(new KubernetesClientOptions { UserAgent = "benchmark", QueriesPerSecond = 5_000, Burst = 5_000 });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        FleetOfHosts fleet = new(client);
        await fleet.AddHostsAsync((machines / MachinesPerHost) + (MachinesPerCluster / MachinesPerHost), cancel);
        Task agents = fleet.ServeAsync(stop.Token);
        await lab.ApplyAsync(Manifest("warm-up"));
        await UntilReadyAsync(client, 1, cancel);

        int clusters = machines / MachinesPerCluster;
        double before = ProcessUse.CpuSeconds(lab.Operator.ProcessId);
        long start = TimeProvider.System.GetTimestamp();
        await lab.ApplyAsync(string.Join("\n---\n", Enumerable.Range(1, clusters).Select(number => Manifest(Text($"wide{number}")))));
        await UntilReadyAsync(client, clusters + 1, cancel);
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        double cpu = ProcessUse.CpuSeconds(lab.Operator.ProcessId) - before;
        double megabytes = ProcessUse.ResidentMegabytes(lab.Operator.ProcessId);
        await stop.CancelAsync();
        try
        {
            await agents;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        return (cpu, seconds, megabytes);
    }

    private static async Task UntilReadyAsync(KubernetesClient client, int clusters, CancellationToken cancel)
    {
        long start = TimeProvider.System.GetTimestamp();
        while ((await client.ListAsync(ApiResources.Clusters, new ListOptions(), cancel)).Items.Count(cluster =>
            cluster.Status?.ObservedGeneration == cluster.Metadata.Generation && cluster.Status?.Conditions.IsTrue(ConditionTypes.Ready) == true) < clusters)
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMinutes(20))
            {
                throw new TimeoutException("not every cluster became Ready");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancel);
        }
    }

    private static string Manifest(string name) => Text($$"""
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreCluster
        metadata: {name: {{name}}}
        spec:
          networks:
            - {name: lnet, lnet: o2ib0, hca: {fabric: ib-a} }
            - {name: ethernet, lnet: tcp0, libvirtNetwork: lustre}
          machines:
            - {name: oss, roles: [OSS], count: 60, cpu: {count: 2}, memory: {size: 4Gi}, networks: [lnet]}
            - {name: client, roles: [Client], count: 40, cpu: {count: 1}, memory: {size: 2Gi}, networks: [ethernet]}
        """);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
