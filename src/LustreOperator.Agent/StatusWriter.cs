using System.Text.Json;
using System.Text.Json.Nodes;
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

    public async Task WriteAsync(LustreMachine machine, LustreMachineStatus status, CancellationToken cancel)
    {
        JsonNode wanted = JsonSerializer.SerializeToNode(status, AgentResources.MachineStatus)!;
        JsonNode? current = machine.Status is { } before
            ? JsonSerializer.SerializeToNode(before with { Conditions = Own(before.Conditions) }, AgentResources.MachineStatus)
            : null;
        if (!JsonNode.DeepEquals(Sorted(wanted), Sorted(current)))
        {
            machines.Assume(await client.ApplyAsync(
                AgentResources.Machines, AgentResources.Machines.KeyOf(machine), Fields(machine.Metadata, wanted), s_status, cancel));
        }
    }

    public async Task WriteAsync(KvmHost host, KvmHostStatus status, CancellationToken cancel)
    {
        KvmHostStatus own = status with { Conditions = Own(status.Conditions) };
        JsonNode wanted = JsonSerializer.SerializeToNode(own, AgentResources.HostStatus)!;
        JsonNode? current = host.Status is { } before
            ? JsonSerializer.SerializeToNode(before with { Conditions = Own(before.Conditions) }, AgentResources.HostStatus)
            : null;
        if (!JsonNode.DeepEquals(Sorted(wanted), Sorted(current)))
        {
            hosts.Assume(await client.ApplyAsync(
                AgentResources.Hosts, AgentResources.Hosts.KeyOf(host), Fields(host.Metadata, wanted), s_status, cancel));
        }
    }

    // The version makes sure that a status never lands on a newer object of the same name: a server looks at no UID here.
    private static JsonObject Fields(ObjectMeta meta, JsonNode status) => new()
    {
        ["metadata"] = new JsonObject { ["uid"] = meta.Uid, ["resourceVersion"] = meta.ResourceVersion },
        ["status"] = status.DeepClone(),
    };

    private static IReadOnlyList<Condition> Own(IReadOnlyList<Condition> conditions) =>
        [.. conditions.Where(condition => condition.Type != ConditionTypes.HostReachable)];

    // A server keeps a map list in the order in which its items came.
    private static JsonNode? Sorted(JsonNode? status)
    {
        if (status?["conditions"] is JsonArray conditions)
        {
            status["conditions"] = new JsonArray([.. conditions.OrderBy(item => (string?)item!["type"], StringComparer.Ordinal).Select(item => item!.DeepClone())]);
        }

        return status;
    }
}
