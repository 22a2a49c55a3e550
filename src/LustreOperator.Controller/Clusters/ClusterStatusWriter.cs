using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Controller;

/// <summary>Writes a cluster's status by server-side apply, and only if it differs from what the server has.</summary>
internal sealed class ClusterStatusWriter(KubernetesClient client, OperatorStores stores)
{
    private static readonly WriteOptions s_status = new() { Subresource = "status", FieldManager = ApiNames.OperatorManager, Force = true };

    /// <summary>Whether it was written.</summary>
    public async Task<bool> WriteAsync(LustreCluster cluster, LustreClusterStatus status, CancellationToken cancel)
    {
        JsonNode wanted = JsonSerializer.SerializeToNode(status, OperatorResources.ClusterStatus)!;
        JsonNode? current = cluster.Status is { } before ? JsonSerializer.SerializeToNode(before, OperatorResources.ClusterStatus) : null;
        if (JsonNode.DeepEquals(wanted, current))
        {
            return false;
        }

        stores.Clusters.Assume(await client.ApplyAsync(
            OperatorResources.Clusters,
            OperatorResources.Clusters.KeyOf(cluster),
            new JsonObject
            {
                // The version makes sure that a status never lands on a newer object of the same name.
                ["metadata"] = new JsonObject { ["uid"] = cluster.Metadata.Uid, ["resourceVersion"] = cluster.Metadata.ResourceVersion },
                ["status"] = wanted,
            },
            s_status,
            cancel));
        return true;
    }
}
