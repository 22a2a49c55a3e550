using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

/// <summary>Writes a cluster's status by server-side apply, cut to what the server takes, and only if it differs from what the server has.</summary>
internal sealed class ClusterStatusWriter(KubernetesClient client, OperatorStores stores, EventRecorder events, TimeProvider time)
{
    private readonly StatusApplier _statuses = new(client, ApiNames.OperatorManager, time);

    /// <summary>Whether it was written.</summary>
    public async Task<bool> WriteAsync(LustreCluster cluster, LustreClusterStatus status, CancellationToken cancel)
    {
        (LustreClusterStatus fitted, IReadOnlyList<string> cuts) = StatusFit.Fit(status, ApiResources.ClusterStatus, StatusLimits.LustreCluster);
        if (StatusFit.Told(cuts, status.ObservedGeneration) is { } told)
        {
            fitted = fitted with { Conditions = fitted.Conditions.Append(told).WithTransitions(cluster.Status?.Conditions, time.GetUtcNow()) };
        }

        if (cluster.Status is { } before && JsonNode.DeepEquals(Json(Ordered(fitted)), Json(Ordered(before))))
        {
            return false;
        }

        (LustreCluster answer, KubernetesStatusException? refusal) =
            await _statuses.ApplyAsync(ApiResources.Clusters, cluster, Json(fitted), words => Lesser(cluster, words), cancel);
        stores.Clusters.Assume(answer);
        if (refusal is not null && !ReferenceEquals(answer, cluster))
        {
            events.Record(
                ObjectReference.To(ApiResources.Clusters, cluster), EventType.Warning, ConditionReasons.StatusRefused, $"the API server refused the status: {refusal.Message}");
        }

        return refusal is null;
    }

    private IEnumerable<JsonNode> Lesser(LustreCluster cluster, string words)
    {
        ClusterFault fault = new(ConditionReasons.StatusRefused, $"the API server refused the status: {words}");
        LustreClusterStatus refused = ClusterStatusBuilder.Failed(cluster.Status, cluster.Metadata.Generation ?? 0, fault, time.GetUtcNow()).Status;
        return [Json(refused), Json(new LustreClusterStatus { ObservedGeneration = refused.ObservedGeneration, Conditions = refused.Conditions })];
    }

    // A server keeps a map list in the order in which its items came.
    private static LustreClusterStatus Ordered(LustreClusterStatus status) =>
        status with { Conditions = [.. status.Conditions.OrderBy(condition => condition.Type, StringComparer.Ordinal)] };

    private static JsonNode Json(LustreClusterStatus status) => JsonSerializer.SerializeToNode(status, ApiResources.ClusterStatus)!;
}
