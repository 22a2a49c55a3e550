using System.CommandLine;

namespace LustreOperator.Benchmarks;

/// <summary>The command line: one command for each measurement, each of which writes its page in results/.</summary>
internal static class BenchmarkCommand
{
    private static readonly (string Name, string Description, Func<CancellationToken, Task<Report>> Run)[] s_benchmarks =
    [
        ("apply", "kubectl apply of small/ha against a script of virsh calls, side by side on real QEMU.", ApplyBenchmark.RunAsync),
        ("machines", "100 machines on one simulated host of 128 CPUs: from create to Running, API writes, a resync.", MachinesBenchmark.RunAsync),
        ("footprint", "Memory and start time of operator and agent, native and with the runtime.", FootprintBenchmark.RunAsync),
        ("plugin", "Calls of the plugin, TAB too, beside kubectl's own.", PluginBenchmark.RunAsync),
        ("watch", "What an event of a watch costs: bytes allocated, CPU.", WatchBenchmark.RunAsync),
        ("soak", "A million requests and watch events through one client: its memory.", SoakBenchmark.RunAsync),
        ("placement", "The hardest machines and sets: how long placement takes at most.", PlacementBenchmark.RunAsync),
        ("scale", "CPU of the operator for a machine in labs of 100, 1,000 and 10,000 machines.", ScaleBenchmark.RunAsync),
        ("sandbox", "The local control plane: start time, writes, watchers, objects in memory, a watcher that reads nothing.", SandboxBenchmark.RunAsync),
    ];

    public static RootCommand Create()
    {
        RootCommand root = new("Measures what LustreOperator claims, in ratios where there is something to compare with. Needs root for real QEMU.");
        foreach ((string name, string description, Func<CancellationToken, Task<Report>> run) in s_benchmarks)
        {
            Command command = new(name, description);
            command.SetAction(async (_, cancel) =>
            {
                Report report = await run(cancel);
                await report.WriteAsync(name, cancel);
                return report.HoldsBars ? 0 : 1;
            });
            root.Add(command);
        }

        root.Add(Lab());
        return root;
    }

    // A smaller lab shows in a minute what a change does; only the whole one has a page.
    private static Command Lab()
    {
        Option<int> hosts = new("--hosts") { Description = "How many hosts, of ten machines each; a multiple of ten.", DefaultValueFactory = _ => LabBenchmark.Hosts };
        Command command = new("lab", "1,000 machines on 100 simulated hosts: time to converge, CPU by part, memory.") { hosts };
        command.SetAction(async (given, cancel) =>
        {
            int count = given.GetValue(hosts);
            Report report = await LabBenchmark.RunAsync(count, cancel);
            await (count == LabBenchmark.Hosts ? report.WriteAsync("lab", cancel) : Console.Out.WriteLineAsync(report.Text));
            return report.HoldsBars ? 0 : 1;
        });
        return command;
    }
}
