using System.Globalization;
using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>What the local control plane bears: starts, writes, watchers, objects, and a watcher that reads nothing. The client takes its part of the same CPUs.</summary>
internal static class SandboxBenchmark
{
    private const int Starts = 10;
    private const int Writes = 10_000;
    private const int Writers = 8;
    private const int Watchers = 1000;
    private const int WritesPerSecond = 200;
    private const int Objects = 20_000;
    private const string Valves = "apis/bench.example.com/v1/namespaces/default/valves";
    private const string Maps = "api/v1/namespaces/default/configmaps";
    private static readonly string s_parts = string.Join(
        ',', Enumerable.Range(0, 40).Select(part => $$"""{"name":"part-{{part}}","size":{{part}},"note":"{{new string('x', 50)}}"}"""));

    private static readonly TimeSpan s_watching = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static async Task<Report> RunAsync(CancellationToken cancel)
    {
        await Published.MakeAsync();
        string shipped = Published.Plugin;
        Report report = new("The local control plane");
        report.Say("A process of its own (`kubectl lustre sandbox --api-only`, shipped form), over TLS and HTTP/2 on the loopback address; the client runs on the same CPUs. "
            + "Objects are 4 KiB of JSON; Valves have a schema with defaults, ConfigMaps are built in.");

        report.AtMost($"start of the process until it answers, median of {Starts}", await MedianStartAsync(shipped), 500, " ms");
        double built = await MedianStartAsync(BuiltProgram.PathOf("LustreOperator.Lab", "kubectl-lustre"));
        report.Say(string.Create(CultureInfo.InvariantCulture, $"The program as `dotnet build` leaves it is compiled as it starts: {built:0} ms."));

        foreach ((string kind, string path, Func<int, string> body) in new (string, string, Func<int, string>)[] { ("ConfigMaps", Maps, ConfigMap), ("Valves", Valves, Valve) })
        {
            (double created, double patched) = await WritesAsync(shipped, path, body, cancel);
            report.AtLeast($"creates of {kind} of 4 KiB by {Writers} writers, one watcher that reads all", created, 1000, "/s");
            report.AtLeast($"merge patches of {kind}, likewise", patched, 1000, "/s");
        }

        await WatchersAsync(report, shipped, cancel);
        await ObjectsAsync(report, shipped, cancel);
        await SlowWatcherAsync(report, shipped, cancel);
        return report;
    }

    private static async Task<double> MedianStartAsync(string file)
    {
        List<double> times = [];
        for (int i = 0; i < Starts; i++)
        {
            (LocalControlPlane controlPlane, TimeSpan took) = await LocalControlPlane.StartAsync(file);
            await controlPlane.DisposeAsync();
            times.Add(took.TotalMilliseconds);
        }

        return new Sample(times).Median;
    }

    private static async Task<(double Created, double Patched)> WritesAsync(string file, string path, Func<int, string> body, CancellationToken cancel)
    {
        await using LocalControlPlane server = await StartAsync(file, cancel);
        await using Watcher watcher = await Watcher.StartAsync(server, $"{path}?watch=1&resourceVersion=0", cancel);
        double created = await RateAsync(Writes, i => server.SendAsync(HttpMethod.Post, path, body(i), cancel));
        double patched = await RateAsync(
            Writes, i => server.SendAsync(HttpMethod.Patch, $"{path}/{Name(i)}", Touch(i), cancel));
        await watcher.UntilAsync(2 * Writes, s_patience);
        return (created, patched);
    }

    private static async Task WatchersAsync(Report report, string file, CancellationToken cancel)
    {
        await using LocalControlPlane server = await StartAsync(file, cancel);
        List<Watcher> watchers = [];
        for (int i = 0; i < Watchers; i++)
        {
            watchers.Add(await Watcher.StartAsync(server, $"{Maps}?watch=1&resourceVersion=0&labelSelector=of%3D{i}", cancel));
        }

        for (int i = 0; i < Watchers; i++)
        {
            await server.SendAsync(HttpMethod.Post, Maps, ConfigMap(i), cancel);
        }

        double cpu = server.CpuSeconds;
        int total = (int)(s_watching.TotalSeconds * WritesPerSecond);
        List<double> late = [];
        using PeriodicTimer ticks = new(TimeSpan.FromMilliseconds(50));
        long start = TimeProvider.System.GetTimestamp();
        for (int sent = 0; sent < total && await ticks.WaitForNextTickAsync(cancel);)
        {
            int due = Math.Min(total, (int)(TimeProvider.System.GetElapsedTime(start).TotalSeconds * WritesPerSecond));
            int from = sent;
            await Task.WhenAll(Enumerable.Range(from, Math.Max(0, due - from)).Select(async i =>
            {
                int number = i % Watchers;
                int seen = watchers[number].Count;
                long before = TimeProvider.System.GetTimestamp();
                await server.SendAsync(HttpMethod.Patch, $"{Maps}/{Name(number)}", Touch(i), cancel);
                await watchers[number].UntilAsync(seen + 1, s_patience);
                double took = TimeProvider.System.GetElapsedTime(before).TotalMilliseconds;
                lock (late)
                {
                    late.Add(took);
                }
            }));
            sent = due;
        }

        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        cpu = server.CpuSeconds - cpu;
        report.AtLeast($"writes while {Watchers} watchers with a label selector each are on that kind, as wanted {WritesPerSecond}/s, held", total / seconds, 0.98 * WritesPerSecond, "/s");
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"From the send of a write until its watcher has the event: median {new Sample(late).Median:0.0} ms, 99 % {new Sample(late).Percentile(99):0.0} ms; the server took {cpu / seconds * 100:0} % of one CPU."));
        report.AtMost("events that came to a watcher whose selector does not match", watchers.Sum(watcher => watcher.Count) - Watchers - total, 0, "");
        foreach (Watcher watcher in watchers)
        {
            await watcher.DisposeAsync();
        }
    }

    private static async Task ObjectsAsync(Report report, string file, CancellationToken cancel)
    {
        await using LocalControlPlane server = await StartAsync(file, cancel);
        double peak = 0;
        await RateAsync(Objects, async i =>
        {
            await server.SendAsync(HttpMethod.Post, Valves, Valve(i), cancel);
            if (i % 500 == 0)
            {
                peak = Math.Max(peak, server.ResidentMegabytes);
            }
        });
        using (StreamReader list = await server.WatchAsync(Valves, cancel))
        {
            await list.ReadToEndAsync(cancel);
        }

        report.AtMost($"most resident memory while {Objects} Valves of 4 KiB were made, and after one list of all", Math.Max(peak, server.ResidentMegabytes), 400, " MB");
    }

    private static async Task SlowWatcherAsync(Report report, string file, CancellationToken cancel)
    {
        await using LocalControlPlane server = await StartAsync(file, cancel);
        using StreamReader slow = await server.WatchAsync($"{Maps}?watch=1&resourceVersion=0", cancel);
        await using Watcher quick = await Watcher.StartAsync(server, $"{Maps}?watch=1&resourceVersion=0", cancel);
        double rate = await RateAsync(Objects, i => server.SendAsync(HttpMethod.Post, Maps, ConfigMap(i), cancel));
        await quick.UntilAsync(Objects, s_patience);
        int read = 0;
        try
        {
            while (await slow.ReadLineAsync(cancel) is not null)
            {
                read++;
            }
        }
        catch (IOException)
        {
            // Cut off, as it should be.
        }

        report.AtLeast($"creates beside a watcher that reads nothing, while another reads all {Objects} events", rate, 1000, "/s");
        report.AtMost("events that the one had got when it was cut off", read, Objects - 1, "");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"Resident memory after that: {server.ResidentMegabytes:0} MB."));
    }

    private static async Task<LocalControlPlane> StartAsync(string file, CancellationToken cancel)
    {
        LocalControlPlane server = (await LocalControlPlane.StartAsync(file)).ControlPlane;
        await server.SendAsync(HttpMethod.Post, "apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition, cancel);
        return server;
    }

    private static async Task<double> RateAsync(int count, Func<int, Task> write)
    {
        int next = -1;
        long start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                await write(i);
            }
        })));
        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"object-{number:00000}");

    private static string Touch(int number) => $$$"""
        {"metadata":{"annotations":{"touched":"{{{number}}}"} } }
        """;

    private static string ConfigMap(int number) => $$$"""
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{Name(number)}}}","labels":{"of":"{{{number % Watchers}}}"}},"data":{"text":"{{{new string('x', 3900)}}}"}}
        """;

    private static string Valve(int number) => $$$"""
        {"apiVersion":"bench.example.com/v1","kind":"Valve","metadata":{"name":"{{{Name(number)}}}"},"spec":{"parts":[{{{s_parts}}}]}}
        """;

    private const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"valves.bench.example.com"},
         "spec":{"group":"bench.example.com","scope":"Namespaced","names":{"plural":"valves","singular":"valve","kind":"Valve"},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object","properties":{
           "spec":{"type":"object","properties":{"parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],
             "properties":{"name":{"type":"string"},"size":{"type":"integer","minimum":0},"note":{"type":"string","maxLength":100},"kind":{"type":"string","default":"plain"}}}}}},
           "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
        """;

    /// <summary>A watch that is read all the time, and counts.</summary>
    private sealed class Watcher : IAsyncDisposable
    {
        private readonly StreamReader _lines;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _reading;
        private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        private Watcher(StreamReader lines)
        {
            _lines = lines;
            _reading = ReadAsync();
        }

        public int Count => Volatile.Read(ref _count);

        public static async Task<Watcher> StartAsync(LocalControlPlane server, string path, CancellationToken cancel) => new(await server.WatchAsync(path, cancel));

        public async Task UntilAsync(int count, TimeSpan patience)
        {
            using CancellationTokenSource deadline = new(patience, TimeProvider.System);
            while (true)
            {
                Task changed = _changed.Task;
                if (Count >= count)
                {
                    return;
                }

                await changed.WaitAsync(deadline.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _lines.Dispose();
            await _reading;
            _stop.Dispose();
        }

        private async Task ReadAsync()
        {
            try
            {
                while (await _lines.ReadLineAsync(_stop.Token) is not null)
                {
                    Interlocked.Increment(ref _count);
                    Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // Ended by us.
            }
        }
    }
}
