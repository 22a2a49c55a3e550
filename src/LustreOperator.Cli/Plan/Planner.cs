using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;
using LustreOperator.Planning;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Plan;

/// <summary>Reads the lab and plans clusters on it.</summary>
/// <param name="client">The API.</param>
/// <param name="shell">For files and the time.</param>
/// <param name="chosenNamespace">The namespace that the user named; null: none.</param>
/// <param name="defaultNamespace">The context's.</param>
internal sealed class Planner(KubernetesClient client, Shell shell, string? chosenNamespace, string defaultNamespace)
{
    /// <summary>A cluster that exists.</summary>
    public async Task<PlanReport> ClusterAsync(string name, CancellationToken cancel)
    {
        LabState lab = await ClusterReader.LabAsync(client, shell, cancel);
        ObjectKey key = new(chosenNamespace ?? defaultNamespace, name);
        if (!lab.Clusters.Any(cluster => ApiResources.Clusters.KeyOf(cluster) == key))
        {
            IEnumerable<string> known = lab.Clusters.Where(cluster => cluster.Metadata.Namespace == key.Namespace).Select(cluster => cluster.Metadata.Name);
            throw new CommandException($"there is no cluster {name} in namespace {key.Namespace}; {NearNames.Advice(name, known, "there are no clusters at all; -f FILE plans one of a file")}");
        }

        return PlanReport.Of(lab, key, isNew: false, ClusterStory.Of(lab, key, cancel), shell.Time.GetUtcNow());
    }

    /// <summary>The clusters of a file, each on the lab as those before it would leave it.</summary>
    public async Task<(IReadOnlyList<PlanReport> Reports, IReadOnlyList<string> PassedOver)> FileAsync(string file, CancellationToken cancel)
    {
        Manifest manifest = await Manifest.ReadAsync(file, shell, cancel);
        LabState lab = await ClusterReader.LabAsync(client, shell, cancel);
        List<PlanReport> reports = [];
        foreach (JsonObject value in manifest.Clusters)
        {
            ClusterDraft draft = await ClusterDraft.AskAsync(client, value, chosenNamespace, defaultNamespace, cancel);
            if (draft.Cluster is not { } cluster)
            {
                reports.Add(PlanReport.Refused(draft.Key, draft.IsNew, draft.Faults));
                continue;
            }

            IEnumerable<LustreCluster> others = lab.Clusters.Where(other => ApiResources.Clusters.KeyOf(other) != draft.Key);
            lab = lab with { Clusters = [.. others, cluster] };
            ClusterStory story = ClusterStory.Of(lab, draft.Key, cancel);
            reports.Add(PlanReport.Of(lab, draft.Key, draft.IsNew, story, shell.Time.GetUtcNow()));
            lab = lab with { Machines = story.After };
        }

        return (reports, manifest.PassedOver);
    }
}
