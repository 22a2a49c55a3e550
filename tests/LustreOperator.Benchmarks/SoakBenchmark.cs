using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LustreOperator.Kubernetes;

namespace LustreOperator.Benchmarks;

/// <summary>A million requests and as many watch events through one client over TLS: its memory must not grow. Takes a quarter of an hour and longer.</summary>
internal static class SoakBenchmark
{
    private const int Requests = 1_000_000;
    private const int Workers = 8;
    private const int Objects = 64;
    private const int Looks = 20;

    private static readonly ResourceKind<JsonObject> s_maps = new(
        "", "v1", "configmaps", "ConfigMap", IsNamespaced: true, JsonTypeInfo.CreateJsonTypeInfo<JsonObject>(System.Text.Json.JsonSerializerOptions.Default), Identify);

    public static async Task<Report> RunAsync(CancellationToken cancel)
    {
        await Published.MakeAsync();
        (LocalControlPlane controlPlane, _) = await LocalControlPlane.StartAsync(Published.Plugin);
        await using LocalControlPlane owned = controlPlane;
        using KubernetesMetrics metrics = new();
        KubernetesClientOptions options = new() { QueriesPerSecond = 1_000_000, Burst = 1_000_000 };
        using KubernetesClient client = new(
            KubernetesConnection.FromKubeconfig(controlPlane.Kubeconfig, null, TimeProvider.System), options, TimeProvider.System, new Random(1), metrics);
        for (int i = 0; i < Objects; i++)
        {
            await client.CreateAsync(s_maps, Map(i), WriteOptions.Default, cancel);
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        long events = 0;
        Task[] watchers = [.. Enumerable.Range(0, 2).Select(_ => CountAsync(client, () => Interlocked.Increment(ref events), stop.Token))];
        long sent = 0;
        List<(long Requests, long Events, double Heap, double Resident)> looks = [];
        long start = TimeProvider.System.GetTimestamp();
        for (int look = 1; look <= Looks; look++)
        {
            long until = (long)Requests * look / Looks;
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => SendAsync(client, worker, () => Interlocked.Increment(ref sent), until, cancel)));
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            looks.Add((Interlocked.Read(ref sent), Interlocked.Read(ref events), GC.GetTotalMemory(forceFullCollection: true) / 1e6, ProcessUse.ResidentMegabytes(Environment.ProcessId)));
            await Console.Error.WriteLineAsync(Row(looks[^1]));
        }

        TimeSpan took = TimeProvider.System.GetElapsedTime(start);
        await stop.CancelAsync();
        await Task.WhenAll(watchers);
        double early = looks.Skip(Looks / 4).Take(Looks / 4).Average(look => look.Heap);
        double late = looks.TakeLast(Looks / 4).Average(look => look.Heap);
        double earlyResident = looks.Skip(Looks / 4).Take(Looks / 4).Average(look => look.Resident);
        double lateResident = looks.TakeLast(Looks / 4).Average(look => look.Resident);
        return new Report("A million requests and watch events")
            .Say(string.Create(CultureInfo.InvariantCulture, $"{looks[^1].Requests:N0} requests (half reads, half merge patches, by {Workers} workers) and {looks[^1].Events:N0} events of two watches through one client in this process, "
                + $"over TLS to the local control plane, in {took.TotalMinutes:0} minutes. The heap is looked at after a full collection; \"early\" is the second quarter of the run, \"late\" the last."))
            .Table(["requests", "events", "heap", "RSS"], looks.Select(look => (IReadOnlyList<string>)Row(look).Split(" | ")))
            .AtMost("heap, late less early", late - early, 0.5, " MB")
            .AtMost("RSS, late less early", lateResident - earlyResident, 5, " MB");
    }

    private static string Row((long Requests, long Events, double Heap, double Resident) look) =>
        string.Create(CultureInfo.InvariantCulture, $"{look.Requests:N0} | {look.Events:N0} | {look.Heap:0.00} MB | {look.Resident:0.0} MB");

    private static async Task SendAsync(KubernetesClient client, int worker, Func<long> count, long until, CancellationToken cancel)
    {
        for (long turn = count(); turn <= until; turn = count())
        {
            ObjectKey key = new("default", Name((int)(((turn * Workers) + worker) % Objects)));
            if (turn % 2 == 0)
            {
                await client.GetAsync(s_maps, key, cancel);
            }
            else
            {
                JsonObject change = new() { ["data"] = new JsonObject { ["turn"] = turn.ToString(CultureInfo.InvariantCulture) } };
                await client.PatchAsync(s_maps, key, Patch.Merge(change), WriteOptions.Default, cancel);
            }
        }
    }

    // As a reflector does: a watch that the server ends is begun again where it was.
    private static async Task CountAsync(KubernetesClient client, Action count, CancellationToken cancel)
    {
        string? version = null;
        try
        {
            while (true)
            {
                try
                {
                    WatchOptions options = new() { Namespace = "default", ResourceVersion = version, Timeout = TimeSpan.FromSeconds(60) };
                    await foreach (WatchEvent<JsonObject> change in client.WatchAsync(s_maps, options, cancel))
                    {
                        version = change.ResourceVersion;
                        count();
                    }
                }
                catch (KubernetesStatusException gone) when (gone.IsGone)
                {
                    version = null;
                }
                catch (KubernetesUnreachableException)
                {
                    // Cut off, as it fell behind on a busy machine.
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The soak is over.
        }
    }

    private static JsonObject Map(int number) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = Name(number), ["namespace"] = "default" },
        ["data"] = new JsonObject { ["text"] = new string('x', 1800) },
    };

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"soak-{number}");

    private static ObjectIdentity Identify(JsonObject map)
    {
        JsonNode metadata = map["metadata"]!;
        return new ObjectIdentity((string?)metadata["namespace"] ?? "", (string?)metadata["name"] ?? "", (string?)metadata["uid"] ?? "", (string?)metadata["resourceVersion"] ?? "");
    }
}
