using System.Collections.Concurrent;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Benchmarks;

/// <summary>When each machine's object came and when it first was Ready, as a watch saw it.</summary>
internal sealed class MachineTimes(KubernetesClient client)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<string, long> _created = new();
    private readonly ConcurrentDictionary<string, long> _ready = new();

    /// <summary>Seconds from create to Running of the machines that run, in any order.</summary>
    public Sample Latencies() => new(_ready.Select(ready => TimeProvider.System.GetElapsedTime(_created[ready.Key], ready.Value).TotalSeconds));

    /// <summary>Watches until so many machines are Ready.</summary>
    public async Task WatchAsync(int count, CancellationToken cancel)
    {
        ResourceList<LustreMachine> none = await client.ListAsync(ApiResources.Machines, new ListOptions(), cancel);
        WatchOptions options = new() { ResourceVersion = none.ResourceVersion };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(s_patience);
        await foreach (WatchEvent<LustreMachine> change in client.WatchAsync(ApiResources.Machines, options, deadline.Token))
        {
            if (change.Value is not { } machine)
            {
                continue;
            }

            string key = $"{machine.Metadata.Namespace}/{machine.Metadata.Name}";
            long now = TimeProvider.System.GetTimestamp();
            _created.TryAdd(key, now);
            if (machine.Status?.Conditions.IsTrue(ConditionTypes.Ready) == true)
            {
                _ready.TryAdd(key, now);
            }

            if (_ready.Count >= count)
            {
                return;
            }
        }

        throw new TimeoutException($"the watch ended when {_ready.Count} of {count} machines were Ready");
    }
}
