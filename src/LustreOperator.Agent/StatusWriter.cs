using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Agent;

/// <summary>
/// Writes a status by server-side apply, cut to what the server takes, and only if it differs from what the server has. Conditions that are the
/// operator's or a stranger's are neither compared nor written.
/// </summary>
internal sealed class StatusWriter(
    KubernetesClient client, Store<LustreMachine> machines, Store<KvmHost> hosts, EventRecorder events, TimeProvider time)
{
    private readonly StatusApplier _statuses = new(client, ApiNames.AgentManager, time);

    /// <summary>Whether a condition of a host or a machine is the operator's alone.</summary>
    public static bool IsOfTheOperator(Condition condition) => condition.Type is ConditionTypes.HostReachable or ConditionTypes.Deleting;

    public Task WriteAsync(LustreMachine machine, LustreMachineStatus status, CancellationToken cancel)
    {
        LustreMachineStatus? before = machine.Status;
        (LustreMachineStatus fitted, IReadOnlyList<string> cuts) = StatusFit.Fit(status, ApiResources.MachineStatus, StatusLimits.LustreMachine);
        JsonNode Json(LustreMachineStatus whole) => JsonSerializer.SerializeToNode(whole with { Drift = Ordered(whole.Drift) }, ApiResources.MachineStatus)!;
        IReadOnlyList<Condition> own = Own(fitted.Conditions, StatusFit.Told(cuts, status.ObservedGeneration), before?.Conditions);
        return WriteAsync(
            ApiResources.Machines,
            machines,
            machine,
            Json(fitted with { Conditions = own }),
            before is null ? null : Json(before with { Conditions = Known(before.Conditions, own) }),
            words =>
                Lesser(
                    Json, before ?? new LustreMachineStatus(), Refused(words, own, before?.Conditions),
                    (whole, conditions) => whole with { Conditions = conditions }),
            cancel);
    }

    public Task WriteAsync(KvmHost host, KvmHostStatus status, CancellationToken cancel)
    {
        KvmHostStatus? before = host.Status;
        (KvmHostStatus fitted, IReadOnlyList<string> cuts) = StatusFit.Fit(status, ApiResources.HostStatus, StatusLimits.KvmHost);
        JsonNode Json(KvmHostStatus whole) =>
            JsonSerializer.SerializeToNode(whole with { DataVolumes = [.. DataVolumes.Ordered(whole.DataVolumes)] }, ApiResources.HostStatus)!;
        IReadOnlyList<Condition> own = Own(fitted.Conditions, StatusFit.Told(cuts, status.ObservedGeneration), before?.Conditions);
        return WriteAsync(
            ApiResources.Hosts,
            hosts,
            host,
            Json(fitted with { Conditions = own }),
            before is null ? null : Json(before with { Conditions = Known(before.Conditions, own) }),
            words =>
                Lesser(
                    Json, before ?? new KvmHostStatus(), Refused(words, own, before?.Conditions),
                    (whole, conditions) => whole with { Conditions = conditions }),
            cancel);
    }

    private async Task WriteAsync<T>(
        ResourceKind<T> kind, Store<T> store, T value, JsonNode wanted, JsonNode? current, Func<string, IEnumerable<JsonNode>> lesser, CancellationToken cancel)
        where T : class
    {
        if (JsonNode.DeepEquals(wanted, current))
        {
            return;
        }

        (T answer, KubernetesStatusException? refusal) = await _statuses.ApplyAsync(kind, value, wanted, lesser, cancel);
        store.Assume(answer);
        if (refusal is not null && !ReferenceEquals(answer, value))
        {
            events.Record(
                ObjectReference.To(kind, value), EventType.Warning, ConditionReasons.StatusRefused, $"the API server refused the status: {refusal.Message}");
        }
    }

    // What was there before stays, and Ready says why there is no more; or, when even that is refused, the conditions alone.
    private static IEnumerable<JsonNode> Lesser<TStatus>(
        Func<TStatus, JsonNode> json, TStatus before, IReadOnlyList<Condition> conditions, Func<TStatus, IReadOnlyList<Condition>, TStatus> with)
        where TStatus : new() => [json(with(before, conditions)), json(with(new TStatus(), conditions))];

    private IReadOnlyList<Condition> Refused(string words, IReadOnlyList<Condition> own, IReadOnlyList<Condition>? before)
    {
        Condition? ready = own.Find(ConditionTypes.Ready);
        var refused = new Condition
        {
            Type = ConditionTypes.Ready,
            Status = ConditionStatus.False,
            Reason = ConditionReasons.StatusRefused,
            Message = $"the API server refused the status, so the rest of it is of an earlier time: {words}. Ready would be {ready?.Status} ({ready?.Reason}): {ready?.Message}",
            ObservedGeneration = ready?.ObservedGeneration ?? 0,
        };
        return Ordered(own.Where(condition => condition.Type != ConditionTypes.Ready).Append(refused).WithTransitions(before, time.GetUtcNow()));
    }

    private IReadOnlyList<Condition> Own(IReadOnlyList<Condition> conditions, Condition? cut, IReadOnlyList<Condition>? before) => Ordered(
    [
        .. conditions.Where(condition => !IsOfTheOperator(condition)),
        .. cut is null ? [] : new[] { cut }.WithTransitions(before, time.GetUtcNow()),
    ]);

    // Of what is there, what we write now or know how to write: a condition that somebody else put there is theirs, and stays whatever we write.
    private static IReadOnlyList<Condition> Known(IReadOnlyList<Condition> before, IReadOnlyList<Condition> own) =>
        Ordered(
            before.Where(condition => !IsOfTheOperator(condition) && (own.Find(condition.Type) is not null || ConditionTypes.All.Contains(condition.Type))));

    // A server keeps a map list in the order in which its items came: compared, and written, by type.
    private static IReadOnlyList<Condition> Ordered(IEnumerable<Condition> conditions) =>
        [.. conditions.OrderBy(condition => condition.Type, StringComparer.Ordinal)];

    // The same for differences, whose order is that of the phases that found them.
    private static IReadOnlyList<DriftEntry> Ordered(IEnumerable<DriftEntry> drift) => [.. drift.OrderBy(entry => entry.Field, StringComparer.Ordinal)];
}
