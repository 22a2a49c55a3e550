using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
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
internal sealed partial record ClusterDraft(ObjectKey Key, LustreCluster? Cluster, bool IsNew, IReadOnlyList<SpecFault> Faults)
{
    private static readonly WriteOptions s_dryRun = new() { DryRun = true, Strict = true };

    /// <summary>Asks the server for it; nothing is stored.</summary>
    /// <param name="client">The API.</param>
    /// <param name="file">The object of the file.</param>
    /// <param name="key">Its namespace and name.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<ClusterDraft> AskAsync(KubernetesClient client, JsonObject file, ObjectKey key, CancellationToken cancel)
    {
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
                : [.. refusal.Causes.Select(cause => new SpecFault(cause.Field ?? "", Explained(cause)))];
            return new ClusterDraft(key, null, present is null, faults);
        }
    }

    // What YAML takes for a boolean or a number is meant as text where the schema wants text.
    private static string Explained(V1StatusCause cause) => cause.Message is { } said && IsTextWanted().IsMatch(said)
        ? $"{said} (YAML takes on, off, yes, no, y and n for booleans, and digits for numbers); write it in quotes"
        : cause.Message ?? "";

    [GeneratedRegex("must be of type string: \"?(?:boolean|integer|number)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsTextWanted();

    // As kubectl apply would note it.
    private static JsonObject Applied(JsonObject metadata, JsonObject file)
    {
        JsonObject noted = (JsonObject)metadata.DeepClone();
        JsonObject annotations = (JsonObject?)noted["annotations"]?.DeepClone() ?? [];
        annotations[SpecMerge.LastApplied] = file.ToJsonString();
        noted["annotations"] = annotations;
        return noted;
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
