using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>Does the steps of a plan, and puts what the server answers into the stores at once. It decides nothing.</summary>
internal sealed class ClusterExecutor(KubernetesClient client, OperatorStores stores, FinalizerWriter finalizers)
{
    private static readonly WriteOptions s_options = new() { FieldManager = ApiNames.OperatorManager };

    public Task ExecuteAsync(ClusterAction action, LustreCluster? cluster, CancellationToken cancel) => action switch
    {
        AddClusterFinalizer => finalizers.AddAsync(OperatorResources.Clusters, stores.Clusters, cluster!, cluster!.Metadata, ApiNames.ClusterFinalizer, cancel),
        RemoveClusterFinalizer => finalizers.RemoveAsync(OperatorResources.Clusters, stores.Clusters, cluster!, cluster!.Metadata, ApiNames.ClusterFinalizer, cancel),
        HoldHost hold => finalizers.AddAsync(OperatorResources.Hosts, stores.Hosts, hold.Host, hold.Host.Metadata, ApiNames.HostFinalizer, cancel),
        CreateMachine create => CreateAsync(create.Machine, cancel),
        UpdateMachine update => UpdateAsync(update, cancel),
        DeleteMachine delete => DeleteAsync(delete.Machine, cancel),
        RemoveMachineFinalizer release => finalizers.RemoveAsync(
            OperatorResources.Machines, stores.Machines, release.Machine, release.Machine.Metadata, ApiNames.MachineFinalizer, cancel),
        _ => throw new InvalidOperationException($"no way to {action.Describe()}"),
    };

    private async Task CreateAsync(LustreMachine machine, CancellationToken cancel) =>
        stores.Machines.Assume(await client.CreateAsync(OperatorResources.Machines, machine, s_options, cancel));

    // A JSON patch replaces the whole spec, and tests that it is still the object and the spec that the plan was made for.
    private async Task UpdateAsync(UpdateMachine update, CancellationToken cancel)
    {
        LustreMachine machine = update.Machine;
        Dictionary<string, string> annotations = new() { [ApiNames.PlacedForAnnotation] = update.PlacedFor };
        if (update.Admit)
        {
            annotations[ApiNames.AdmittedAnnotation] = "true";
        }

        // Nodes first: a collection expression of a JsonArray adds by a generic method that does not survive trimming.
        JsonNode[] operations =
        [
            Operation("test", "/metadata/uid", machine.Metadata.Uid),
            Operation("test", "/metadata/generation", machine.Metadata.Generation),
            Operation("replace", "/spec", SpecChanges.ToJson(update.Spec)),
            .. machine.Metadata.Annotations is null ? [Operation("add", "/metadata/annotations", new JsonObject())] : Array.Empty<JsonNode>(),
            .. annotations.Select(annotation => Operation("add", "/metadata/annotations/" + Escaped(annotation.Key), annotation.Value)),
        ];
        stores.Machines.Assume(await client.PatchAsync(
            OperatorResources.Machines, OperatorResources.Machines.KeyOf(machine), Patch.Json(new JsonArray(operations)), s_options, cancel));
    }

    private async Task DeleteAsync(LustreMachine machine, CancellationToken cancel)
    {
        ObjectKey key = OperatorResources.Machines.KeyOf(machine);
        V1DeleteOptions options = new()
        {
            Preconditions = new V1Preconditions { Uid = machine.Metadata.Uid },
            PropagationPolicy = "Background",
        };
        LustreMachine? waiting = await client.DeleteAsync(OperatorResources.Machines, key, options, cancel);
        if (waiting is null)
        {
            stores.Machines.AssumeDeleted(key, machine.Metadata.Uid!);
        }
        else
        {
            stores.Machines.Assume(waiting);
        }
    }

    private static JsonObject Operation(string op, string path, JsonNode? value) => new JsonObject { ["op"] = op, ["path"] = path, ["value"] = value };

    // RFC 6901.
    private static string Escaped(string token) => token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
