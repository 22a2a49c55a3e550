using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Agent;

/// <summary>
/// Writes a status by server-side apply, and only if it differs from what the server has. The condition HostReachable is the
/// operator's: it is neither compared nor written.
/// </summary>
internal sealed class StatusWriter(KubernetesClient client, Store<LustreMachine> machines, Store<KvmHost> hosts)
{
    private static readonly WriteOptions s_status = new() { Subresource = "status", FieldManager = ApiNames.AgentManager, Force = true };

    public Task WriteAsync(LustreMachine machine, LustreMachineStatus status, CancellationToken cancel) => WriteAsync(
        AgentResources.Machines,
        machines,
        AgentResources.Machines.KeyOf(machine),
        machine.Metadata,
        Json(status with { Conditions = Own(status.Conditions) }, AgentResources.MachineStatus),
        machine.Status is { } before ? Json(before with { Conditions = Own(before.Conditions) }, AgentResources.MachineStatus) : null,
        cancel);

    public Task WriteAsync(KvmHost host, KvmHostStatus status, CancellationToken cancel) => WriteAsync(
        AgentResources.Hosts,
        hosts,
        AgentResources.Hosts.KeyOf(host),
        host.Metadata,
        Json(Own(status), AgentResources.HostStatus),
        host.Status is { } before ? Json(Own(before), AgentResources.HostStatus) : null,
        cancel);

    private async Task WriteAsync<T>(
        ResourceKind<T> kind, Store<T> store, ObjectKey key, ObjectMeta meta, JsonNode wanted, JsonNode? current, CancellationToken cancel)
        where T : class
    {
        if (!JsonNode.DeepEquals(wanted, current))
        {
            store.Assume(await client.ApplyAsync(kind, key, Fields(meta, wanted), s_status, cancel));
        }
    }

    // The version makes sure that a status never lands on a newer object of the same name: a server looks at no UID here.
    private static JsonObject Fields(ObjectMeta meta, JsonNode status) => new()
    {
        ["metadata"] = new JsonObject { ["uid"] = meta.Uid, ["resourceVersion"] = meta.ResourceVersion },
        ["status"] = status,
    };

    // A server keeps a map list in the order in which its items came: compared, and written, by type.
    private static IReadOnlyList<Condition> Own(IReadOnlyList<Condition> conditions) =>
        [.. conditions.Where(condition => condition.Type != ConditionTypes.HostReachable).OrderBy(condition => condition.Type, StringComparer.Ordinal)];

    private static KvmHostStatus Own(KvmHostStatus status) =>
        status with { Conditions = Own(status.Conditions), DataVolumes = [.. DataVolumes.Ordered(status.DataVolumes)] };

    private static JsonNode Json<T>(T status, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(status, type)!;
}
