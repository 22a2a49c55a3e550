using System.Globalization;
using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>What a call of the plugin costs beside the call of kubectl that is most like it.</summary>
internal static class PluginBenchmark
{
    private const int Rounds = 20;

    public static async Task<Report> RunAsync(CancellationToken cancel)
    {
        await Published.MakeAsync(readyToRunToo: true);
        await using BenchLab lab = await BenchLab.StartAsync();
        await lab.AddHostsAsync(2, name => $"simulated:///talk-2011?host={name}", resyncSeconds: 30, cancel);
        await lab.KubectlAsync("apply", "-f", RepositoryRoot.File("deploy", "examples", "small", "dedicated.yaml"));
        (string Name, string[] Ours, string[] Theirs)[] calls =
        [
            ("hosts", ["hosts"], ["get", "kvmhosts"]),
            ("host list", ["host", "list"], ["get", "kvmhosts,leases", "-A"]),
            ("volumes", ["volumes"], ["get", "lustremachines,kvmhosts", "-A"]),
            ("TAB after `topology `", Suggest("kubectl-lustre topology "), ["__complete", "get", "lustreclusters", ""]),
            ("TAB after `hosts `", Suggest("kubectl-lustre hosts "), ["__complete", "get", "kvmhosts", ""]),
            ("--version", ["--version"], ["version", "--client"]),
        ];
        Report report = new Report("The plugin beside kubectl")
            .Say($"Seconds of a whole call, as a process against the local control plane, median of {Rounds} rounds in which the calls take turns: kubectl, the native plugin, and the plugin "
                + "with the runtime (as it was before). kubectl has its discovery cached.");
        List<IReadOnlyList<string>> rows = [];
        List<(string Name, double Ratio)> ratios = [];
        foreach ((string name, string[] ours, string[] theirs) in calls)
        {
            List<double>[] times = [[], [], []];
            for (int round = -1; round < Rounds; round++)
            {
                double[] took = [await lab.TimeAsync("kubectl", theirs), await lab.TimeAsync(Published.Plugin, ours), await lab.TimeAsync(Published.PluginReadyToRun, ours)];
                for (int i = 0; i < took.Length && round >= 0; i++)
                {
                    times[i].Add(took[i]);
                }
            }

            double[] medians = [.. times.Select(all => new Sample(all).Median)];
            ratios.Add((name, medians[1] / medians[0]));
            rows.Add([$"`{name}`", $"`kubectl {string.Join(' ', theirs)}`", .. medians.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)), (medians[1] / medians[0]).ToString("0.0", CultureInfo.InvariantCulture)]);
        }

        report.Table(["call", "kubectl's", "kubectl, s", "native, s", "with runtime, s", "native / kubectl"], rows);
        foreach ((string name, double ratio) in ratios)
        {
            report.AtMost($"{name}, ratio to kubectl", ratio, 2, "");
        }

        return report;
    }

    private static string[] Suggest(string line) => [string.Create(CultureInfo.InvariantCulture, $"[suggest:{line.Length}]"), line];
}
