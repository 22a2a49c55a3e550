using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Controller;

/// <summary>
/// Watches the agents' Leases. When one expires, HostReachable and Ready of the host and its machines turn Unknown: they may be running
/// or not, nobody knows. It never means "off".
/// </summary>
internal sealed class HostMonitor(HostMonitorOptions options, KubernetesClient client, OperatorStores stores, EventRecorder events, TimeProvider time)
{
    private static readonly WriteOptions s_status = new() { Subresource = "status", FieldManager = ApiNames.OperatorManager, Force = true };

    private readonly ConcurrentDictionary<string, LeaseObservation> _seen = new();

    public async Task<ReconcileResult> ReconcileAsync(string name, CancellationToken cancel)
    {
        if (stores.Hosts.Get(new ObjectKey("", name)) is not { } host)
        {
            _seen.TryRemove(name, out _);
            foreach (LustreMachine machine in stores.MachinesOn(name))
            {
                await WriteMachineAsync(machine, HostReachability.NoHost(name), cancel);
            }

            return ReconcileResult.Done;
        }

        LeaseObservation seen = _seen.GetOrAdd(name, _ => new LeaseObservation(time));
        Lease? lease = stores.Leases.Get(new ObjectKey(options.Namespace, ApiNames.HostLease(name)));
        if (lease is not null)
        {
            seen.Look(lease);
        }

        Condition reachable = HostReachability.Judge(name, lease is null ? null : seen);
        await WriteHostAsync(host, reachable, cancel);
        foreach (LustreMachine machine in stores.MachinesOn(name))
        {
            await WriteMachineAsync(machine, reachable, cancel);
        }

        return lease is not null && !seen.IsFree ? ReconcileResult.RequeueAfter(seen.Left + TimeSpan.FromMilliseconds(100)) : ReconcileResult.Done;
    }

    private async Task WriteHostAsync(KvmHost host, Condition reachable, CancellationToken cancel)
    {
        if (HostReachability.Conditions(host.Status?.Conditions, reachable, host.Metadata.Generation ?? 0, time.GetUtcNow()) is { } conditions)
        {
            stores.Hosts.Assume(await client.ApplyAsync(
                OperatorResources.Hosts, OperatorResources.Hosts.KeyOf(host), Fields(host.Metadata, conditions), s_status, cancel));
            if (reachable.Status != ConditionStatus.True)
            {
                events.Record(ObjectReference.To(OperatorResources.Hosts, host), EventType.Warning, reachable.Reason, reachable.Message);
            }
        }
    }

    private async Task WriteMachineAsync(LustreMachine machine, Condition reachable, CancellationToken cancel)
    {
        // A machine whose host was never lost needs no word of it: that saves a write for each machine.
        bool wasLost = machine.Status?.Conditions.Find(ConditionTypes.HostReachable) is not null;
        if ((reachable.Status != ConditionStatus.True || wasLost)
            && HostReachability.Conditions(machine.Status?.Conditions, reachable, machine.Metadata.Generation ?? 0, time.GetUtcNow()) is { } conditions)
        {
            stores.Machines.Assume(await client.ApplyAsync(
                OperatorResources.Machines, OperatorResources.Machines.KeyOf(machine), Fields(machine.Metadata, conditions), s_status, cancel));
        }
    }

    private static JsonObject Fields(ObjectMeta meta, IReadOnlyList<Condition> conditions) => new()
    {
        ["metadata"] = new JsonObject { ["uid"] = meta.Uid, ["resourceVersion"] = meta.ResourceVersion },
        ["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray([.. conditions.Select(condition => JsonSerializer.SerializeToNode(condition, OperatorResources.Condition))]),
        },
    };
}
