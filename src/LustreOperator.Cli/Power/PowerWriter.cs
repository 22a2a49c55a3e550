using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Power;

/// <summary>
/// Writes <c>spec.overrides</c> of one cluster. It is a merge patch bound to the version that was read, and begins anew when somebody was
/// faster: nothing of others is lost, all machines of the cluster change in one write, and an override that a user wrote in a file can be taken
/// back too, which server-side apply would leave to its owner.
/// </summary>
internal sealed class PowerWriter(KubernetesClient client, TimeProvider time)
{
    /// <summary>The operator writes the status of a cluster now and then, which makes a new version as well.</summary>
    private const int MaxTries = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The cluster after the write.</summary>
    /// <param name="verb">The request.</param>
    /// <param name="targets">Machines of one cluster.</param>
    /// <param name="tell">Takes what happens, a line per machine, once it is written.</param>
    /// <param name="cancel">Ends it between two tries.</param>
    public async Task<LustreCluster> WriteAsync(PowerVerb verb, IReadOnlyList<PowerTarget> targets, Action<string> tell, CancellationToken cancel)
    {
        ObjectKey key = ApiResources.Clusters.KeyOf(targets[0].Cluster);
        for (int tries = 1; ; tries++)
        {
            JsonObject found = await client.GetAsync(Kinds.LustreClusters, key, cancel);
            LustreCluster cluster = Read(found);
            JsonArray? before = found["spec"]?["overrides"] as JsonArray;
            OverrideList overrides = new(before);
            string[] lines = [.. targets.Select(target => PowerChange.Apply(verb, target.WantedBy(cluster), target.Machine, overrides, time.GetUtcNow()))];
            try
            {
                JsonArray? after = overrides.ToJson();
                if (!JsonNode.DeepEquals(before, after))
                {
                    cluster = Read(await client.PatchAsync(Kinds.LustreClusters, key, Change(found, after), WriteOptions.Default, cancel));
                }

                Array.ForEach(lines, tell);
                return cluster;
            }
            catch (KubernetesStatusException refusal) when (refusal.IsConflict && tries < MaxTries)
            {
                await Task.Delay(s_pause * tries, time, cancel);
            }
            catch (KubernetesStatusException refusal) when (refusal.IsConflict)
            {
                throw new CommandException($"cluster {key.Name} is being changed by others all the time; try again", refusal);
            }
        }
    }

    private static V1Patch Change(JsonObject found, JsonArray? overrides) => Patch.Merge(new JsonObject
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = (string?)found["metadata"]!["resourceVersion"] },
        ["spec"] = new JsonObject { ["overrides"] = overrides },
    });

    private static LustreCluster Read(JsonObject cluster) => ApiResources.Clusters.Read(cluster) switch
    {
        { Unreadable: { } problem } read =>
            throw new CommandException($"nothing is done for cluster {read.Metadata.Name}, because something of it cannot be read: {problem}; correct it first (kubectl edit lc {read.Metadata.Name})"),
        var read => read,
    };
}
