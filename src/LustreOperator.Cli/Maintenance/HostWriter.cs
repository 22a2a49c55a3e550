using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Maintenance;

/// <summary>Writes the two words of an admin about a host, each alone: a merge patch leaves everything else to whom it belongs.</summary>
internal static class HostWriter
{
    /// <summary>What was done, or that there was nothing to do.</summary>
    public static async Task<string> CordonAsync(KubernetesClient client, KvmHost host, bool isCordon, CancellationToken cancel)
    {
        string name = host.Metadata.Name;
        if (host.Spec.Unschedulable == isCordon)
        {
            return isCordon ? $"{name} is cordoned already" : $"{name} is not cordoned";
        }

        await WriteAsync(client, host, "unschedulable", isCordon, cancel);
        return isCordon ? $"{name} cordoned" : $"{name} uncordoned";
    }

    public static async Task FenceAsync(KubernetesClient client, KvmHost host, bool isFenced, CancellationToken cancel) =>
        await WriteAsync(client, host, "fenced", isFenced, cancel);

    // Of this object and not of a later one of its name; false is the default, so the field goes.
    private static Task<JsonObject> WriteAsync(KubernetesClient client, KvmHost host, string field, bool isSet, CancellationToken cancel) => client.PatchAsync(
        Kinds.KvmHosts,
        ApiResources.Hosts.KeyOf(host),
        Patch.Merge(new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = host.Metadata.Uid },
            ["spec"] = new JsonObject { [field] = isSet ? true : null },
        }),
        WriteOptions.Default,
        cancel);
}
