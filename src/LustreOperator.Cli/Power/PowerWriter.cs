using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Power;

/// <summary>
/// Writes the power of one cluster: <c>spec.machines[].powerState</c> for whole groups, <c>spec.overrides</c> for machines. It is a merge patch bound to the
/// version that was read, and begins anew when somebody was faster: nothing of others is lost, all machines of the cluster change in one write, and an
/// override that a user wrote in a file can be taken back too, which server-side apply would leave to its owner.
/// </summary>
internal sealed class PowerWriter(KubernetesClient client, TimeProvider time)
{
    /// <summary>The operator writes the status of a cluster now and then, which makes a new version as well.</summary>
    private const int MaxTries = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The cluster after the write.</summary>
    /// <param name="verb">The request.</param>
    /// <param name="request">Groups and machines of one cluster.</param>
    /// <param name="machines">All machines of the namespace.</param>
    /// <param name="tell">Takes what happens, a line per machine, once it is written.</param>
    /// <param name="cancel">Ends it between two tries.</param>
    public async Task<LustreCluster> WriteAsync(
        PowerVerb verb, PowerRequest request, IReadOnlyList<LustreMachine> machines, Action<string> tell, CancellationToken cancel)
    {
        ObjectKey key = ApiResources.Clusters.KeyOf(request.Cluster);
        for (int tries = 1; ; tries++)
        {
            JsonObject found = await client.GetAsync(Kinds.LustreClusters, key, cancel);
            LustreCluster cluster = Read(found);
            JsonArray? groups = found["spec"]?["machines"] as JsonArray;
            JsonArray? overrides = found["spec"]?["overrides"] as JsonArray;
            GroupList newGroups = new(groups);
            OverrideList newOverrides = new(overrides);
            string[] lines = Lines(request, cluster, machines, new PowerChange(verb, newGroups, newOverrides, time.GetUtcNow()));
            try
            {
                JsonObject changes = [];
                if (!JsonNode.DeepEquals(groups, newGroups.ToJson()))
                {
                    changes["machines"] = newGroups.ToJson();
                }

                JsonArray? after = newOverrides.ToJson();
                if (!JsonNode.DeepEquals(overrides, after))
                {
                    changes["overrides"] = after;
                }

                if (changes.Count > 0)
                {
                    cluster = Read(await client.PatchAsync(Kinds.LustreClusters, key, Change(found, changes), WriteOptions.Default, cancel));
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

    /// <summary>What a request means for a cluster as it is; nothing is written.</summary>
    /// <exception cref="CommandException">It cannot be done.</exception>
    internal static string[] Lines(PowerRequest request, LustreCluster cluster, IReadOnlyList<LustreMachine> machines, PowerChange change)
    {
        Dictionary<string, LustreMachine> own =
            machines.Where(machine => machine.Spec.Cluster == cluster.Metadata.Name && machine.Metadata.DeletionTimestamp is null)
            .ToDictionary(machine => machine.Metadata.Name);
        ILookup<string, WantedMachine> members = WantedMachine.Of(cluster).ToLookup(wanted => wanted.Group.Name);
        return
        [
            .. cluster.Spec.Machines.Where(group => request.Groups.Any(asked => asked.Name == group.Name))
                .SelectMany(group => change.Apply(cluster.Metadata.Name, group, [.. members[group.Name]], own)),
            .. request.Machines.Select(target => change.Apply(target.WantedBy(cluster), target.Machine)),
        ];
    }

    private static V1Patch Change(JsonObject found, JsonObject spec) => Patch.Merge(new JsonObject
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = (string?)found["metadata"]!["resourceVersion"] },
        ["spec"] = spec,
    });

    private static LustreCluster Read(JsonObject cluster) => ApiResources.Clusters.Read(cluster) switch
    {
        { Unreadable: { } problem } read =>
            throw new CommandException(
                $"nothing is done for cluster {read.Metadata.Name}, because something of it cannot be read: {problem}; correct it first (kubectl edit lc {read.Metadata.Name})"),
        var read => read,
    };
}
