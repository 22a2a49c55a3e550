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
            throw new CommandException(
                $"there is no cluster {name} in namespace {key.Namespace}; {NearNames.Advice(name, known, "there are no clusters at all; -f FILE plans one of a file")}");
        }

        return PlanReport.Of(lab, key, isNew: false, ClusterStory.Of(lab, key, cancel), shell.Time.GetUtcNow());
    }

    /// <summary>The clusters of files, each on the lab as those before it would leave it.</summary>
    public async Task<IReadOnlyList<PlanReport>> FilesAsync(Manifest manifest, CancellationToken cancel)
    {
        CheckTwins(manifest);
        LabState lab = await ClusterReader.LabAsync(client, shell, cancel);
        List<PlanReport> reports = [];
        foreach (ManifestCluster file in manifest.Clusters)
        {
            ClusterDraft draft = await ClusterDraft.AskAsync(client, file.Object, KeyOf(file), cancel);
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

        return reports;
    }

    // kubectl would apply the one over the other without a word.
    private void CheckTwins(Manifest manifest)
    {
        foreach (IGrouping<ObjectKey, ManifestCluster> twins in manifest.Clusters.GroupBy(KeyOf).Where(group => group.Count() > 1))
        {
            string[] files = [.. twins.Select(file => file.File).Distinct()];
            throw new CommandException(
                $"cluster {twins.Key} is described {(files.Length == 1 ? $"more than once in {files[0]}" : $"in {string.Join(" and in ", files)}")}; "
                + "the last one would overwrite the others: give one of them another name or namespace, or leave it out");
        }
    }

    private ObjectKey KeyOf(ManifestCluster file)
    {
        JsonNode metadata = file.Object["metadata"]!;
        string name = ManifestObject.Text(metadata["name"])!;
        string? own = ManifestObject.Text(metadata["namespace"]) is { Length: > 0 } said ? said : null;
        return own is not null && chosenNamespace is not null && own != chosenNamespace
            ? throw new CommandException($"cluster {name} of {file.File} is in namespace {own}, not {chosenNamespace}; leave --namespace out, or name that")
            : new ObjectKey(own ?? chosenNamespace ?? defaultNamespace, name);
    }
}
