using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

/// <summary>
/// Judges hosts by their agents' Leases. When one expires, HostReachable and Ready of the host and its machines turn Unknown: they may be running
/// or not, nobody knows. It never means "off". A KvmHost that is deleted is held until its machines are gone.
/// </summary>
internal sealed class HostMonitor(
    KubernetesClient client, OperatorStores stores, HostLeases leases, FinalizerWriter finalizers, EventRecorder events, TimeProvider time)
{
    private readonly StatusApplier _statuses = new(client, ApiNames.OperatorManager, time);

    public async Task<ReconcileResult> ReconcileAsync(string name, CancellationToken cancel)
    {
        KvmHost? host = stores.Hosts.Get(new ObjectKey("", name));
        IReadOnlyList<LustreMachine> machines = stores.MachinesOn(name);
        Condition reachable = HostReachability.Judge(name, leases.Of(name), host is not null);
        List<Exception> refusals = [];
        if (host is not null)
        {
            await TryAsync(refusals, host, ApiResources.Hosts, () => KeepHostAsync(host, machines, reachable, cancel));
        }

        foreach (LustreMachine machine in machines)
        {
            await TryAsync(refusals, machine, ApiResources.Machines, () => WriteMachineAsync(machine, reachable, cancel));
        }

        return refusals.Count == 0 ? ReconcileResult.Done : throw refusals[0];
    }

    /// <summary>Says on the host that looking at it failed in a way that nobody foresaw.</summary>
    public Task TellFailureAsync(string name, Exception failure, CancellationToken cancel)
    {
        if (stores.Hosts.Get(new ObjectKey("", name)) is { } host)
        {
            events.Record(
                ObjectReference.To(ApiResources.Hosts, host), EventType.Warning, ConditionReasons.UnexpectedFault,
                $"the operator could not judge whether the host is reachable: {failure.GetType().Name}: {failure.Message}");
        }

        return Task.CompletedTask;
    }

    // What the server refuses for one object is told of that object, and stops no other. What it does not answer it would not answer for others either.
    private async Task TryAsync<T>(List<Exception> refusals, T about, ResourceKind<T> kind, Func<Task> write)
        where T : class
    {
        try
        {
            await write();
        }
        catch (KubernetesStatusException gone) when (gone.IsNotFound)
        {
            // It was deleted meanwhile.
        }
        catch (KubernetesStatusException refusal)
        {
            refusals.Add(refusal);
            if (!refusal.IsConflict)
            {
                events.Record(
                    ObjectReference.To(kind, about), EventType.Warning, ConditionReasons.StatusRefused, $"the API server refused what the operator says of it: {refusal.Message}");
            }
        }
    }

    private async Task KeepHostAsync(KvmHost host, IReadOnlyList<LustreMachine> machines, Condition reachable, CancellationToken cancel)
    {
        if (HostDeletion.MayGo(host, machines.Count > 0))
        {
            await finalizers.RemoveAsync(ApiResources.Hosts, stores.Hosts, host, host.Metadata, ApiNames.HostFinalizer, cancel);
            return;
        }

        if (HostDeletion.MustHold(host, machines.Count > 0))
        {
            await finalizers.AddAsync(ApiResources.Hosts, stores.Hosts, host, host.Metadata, ApiNames.HostFinalizer, cancel);
            host = stores.Hosts.Get(ApiResources.Hosts.KeyOf(host)) ?? host;
        }

        Condition? deleting = HostDeletion.Waiting(host, machines);
        IReadOnlyList<Condition>? before = host.Status?.Conditions;
        if (HostReachability.Conditions(before, reachable, deleting is null ? [] : [deleting], host.Metadata.Generation ?? 0, time.GetUtcNow())
            is not { } conditions)
        {
            return;
        }

        stores.Hosts.Assume(await WriteAsync(ApiResources.Hosts, host, conditions, cancel));
        foreach (Condition told in new[] { reachable.Status == ConditionStatus.True ? null : reachable, deleting }.OfType<Condition>())
        {
            if (before.Find(told.Type) is not { } known || known.Status != told.Status || known.Reason != told.Reason)
            {
                events.Record(ObjectReference.To(ApiResources.Hosts, host), EventType.Warning, told.Reason, told.Message);
            }
        }
    }

    private async Task WriteMachineAsync(LustreMachine machine, Condition reachable, CancellationToken cancel)
    {
        // A machine whose host was never lost needs no word of it: that saves a write for each machine.
        bool wasLost = machine.Status?.Conditions.Find(ConditionTypes.HostReachable) is not null;
        if ((reachable.Status != ConditionStatus.True || wasLost)
            && HostReachability.Conditions(machine.Status?.Conditions, reachable, [], machine.Metadata.Generation ?? 0, time.GetUtcNow()) is { } conditions)
        {
            stores.Machines.Assume(await WriteAsync(ApiResources.Machines, machine, conditions, cancel));
        }
    }

    private async Task<T> WriteAsync<T>(ResourceKind<T> kind, T value, IReadOnlyList<Condition> conditions, CancellationToken cancel)
        where T : class
    {
        var status = new JsonObject
        {
            ["conditions"] = new JsonArray([.. conditions.Select(condition => JsonSerializer.SerializeToNode(condition, ApiResources.Condition))]),
        };
        return (await _statuses.ApplyAsync(kind, value, status, _ => [], cancel)).Answer;
    }
}
