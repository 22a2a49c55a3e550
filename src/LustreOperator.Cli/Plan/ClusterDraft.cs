using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;
using LustreOperator.Operator;
using LustreOperator.Planning;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Plan;

/// <summary>A cluster of a file as the server would have it, or what the server has against it.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Cluster">With the server's defaults, and with all but the spec of the cluster that exists; null when there are faults.</param>
/// <param name="IsNew">True: no cluster of this name exists.</param>
/// <param name="Faults">In the server's words.</param>
internal sealed record ClusterDraft(ObjectKey Key, LustreCluster? Cluster, bool IsNew, IReadOnlyList<SpecFault> Faults)
{
    private static readonly WriteOptions s_dryRun = new() { DryRun = true, Strict = true };

    /// <summary>Asks the server for it; nothing is stored.</summary>
    public static async Task<ClusterDraft> AskAsync(KubernetesClient client, JsonObject file, string? chosenNamespace, string defaultNamespace, CancellationToken cancel)
    {
        ObjectKey key = KeyOf(file, chosenNamespace, defaultNamespace);
        JsonObject? present = await client.FindAsync(Kinds.LustreClusters, key, cancel);
        try
        {
            JsonObject answer = present is null
                ? await client.CreateAsync(Kinds.LustreClusters, In(key, file), s_dryRun, cancel)
                : await client.PatchAsync(Kinds.LustreClusters, key, Change(present, file), s_dryRun, cancel);
            answer["metadata"] = Applied(answer["metadata"] as JsonObject ?? [], file);
            return new ClusterDraft(key, ApiResources.Clusters.Read(answer), present is null, []);
        }
        catch (KubernetesStatusException refusal) when (refusal.Code is 400 or 422)
        {
            IReadOnlyList<SpecFault> faults = refusal.Causes.Count == 0
                ? [new SpecFault("", refusal.Message)]
                : [.. refusal.Causes.Select(cause => new SpecFault(cause.Field ?? "", cause.Message ?? ""))];
            return new ClusterDraft(key, null, present is null, faults);
        }
    }

    // As kubectl apply would note it.
    private static JsonObject Applied(JsonObject metadata, JsonObject file)
    {
        JsonObject noted = (JsonObject)metadata.DeepClone();
        JsonObject annotations = (JsonObject?)noted["annotations"]?.DeepClone() ?? [];
        annotations[SpecMerge.LastApplied] = file.ToJsonString();
        noted["annotations"] = annotations;
        return noted;
    }

    private static ObjectKey KeyOf(JsonObject file, string? chosenNamespace, string defaultNamespace)
    {
        string name = file["metadata"]?["name"] is JsonValue value ? value.ToString() : "";
        if (name.Length == 0)
        {
            throw new CommandException("a LustreCluster of the file has no metadata.name; give it one");
        }

        string? own = file["metadata"]?["namespace"]?.ToString();
        return own is not null && chosenNamespace is not null && own != chosenNamespace
            ? throw new CommandException($"cluster {name} of the file is in namespace {own}, not {chosenNamespace}; leave --namespace out, or name that")
            : new ObjectKey(own ?? chosenNamespace ?? defaultNamespace, name);
    }

    private static JsonObject In(ObjectKey key, JsonObject file)
    {
        JsonObject value = (JsonObject)file.DeepClone();
        value["metadata"]!["namespace"] = key.Namespace;
        return value;
    }

    private static V1Patch Change(JsonObject present, JsonObject file) =>
        Patch.Json(new JsonArray(new JsonObject { ["op"] = "replace", ["path"] = "/spec", ["value"] = SpecMerge.Apply(present, file) }));
}
