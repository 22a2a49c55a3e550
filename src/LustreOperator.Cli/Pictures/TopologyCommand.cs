using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Cli.Output;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using LustreOperator.Views.Topology;

namespace LustreOperator.Cli.Pictures;

/// <summary><c>kubectl lustre topology</c>: a picture of where clusters lie.</summary>
internal static class TopologyCommand
{
    private const string Text = "text";
    private const string Svg = "svg";

    public static Command Create(ClusterConnector connector, Shell shell)
    {
        Argument<string[]> names = new("CLUSTER")
        {
            Description = "Names of the LustreClusters.",
            HelpName = "CLUSTER",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> inNamespace = NamespaceOption.Create(connector);
        new NameCompletion(connector).Clusters(names, inNamespace);
        Option<bool> everywhere = new("--all-namespaces", "-A") { Description = "The clusters of all namespaces." };
        Option<string?> selector = new("--selector", "-l") { Description = "The clusters with these labels, such as team=qa.", HelpName = "SELECTOR" };
        Option<string> output = new("--output", "-o")
        {
            Description = "How to draw it, or print it for programs.",
            HelpName = $"{Text}|{Svg}|{OutputFormat.Json}|{OutputFormat.Yaml}",
            DefaultValueFactory = _ => Text,
        };
        output.AcceptOnlyFromAmong(Text, Svg, OutputFormat.Json, OutputFormat.Yaml);
        Command command =
            new("topology", "Draw clusters: their hosts, sockets, cores, HCAs, machines and networks.") { names, inNamespace, everywhere, selector, output };
        command.AddCheck(result => result.GetValue(names) is { Length: > 0 }
            ? result.GetValue(everywhere) || result.GetValue(selector) is not null ? "give either CLUSTERs, or -A and -l" : null
            : result.GetValue(everywhere) || result.GetValue(selector) is not null
                ? result.GetValue(everywhere) && result.GetValue(inNamespace) is not null ? "give either -n or -A" : null
                : "give a CLUSTER; or -A for all there are, or -l SELECTOR");
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            string chosen = NamespaceOption.Choose(parsed, inNamespace, access);
            LabState lab = await ClusterReader.LabAsync(access.Client, shell, cancel);
            string[] given = [.. (parsed.GetValue(names) ?? []).Select(name => ResourceName.Parse(name, LustreCluster.KindName).Name).Distinct()];
            LustreCluster[] clusters = given.Length > 0
                ? [.. given.Select(name => Find(lab, chosen, name))]
                : await SelectAsync(access.Client, lab, parsed.GetValue(everywhere) ? null : chosen, parsed.GetValue(selector), cancel);
            Print([.. clusters.Select(cluster => TopologyReader.Read(cluster, lab))], parsed.GetRequiredValue(output), shell);
            return ExitCode.Done;
        });
        return command;
    }

    internal static void Print(IReadOnlyList<TopologyModel> models, string format, Shell shell)
    {
        switch (format)
        {
            case Text:
                foreach (TopologyModel model in models)
                {
                    if (model != models[0])
                    {
                        shell.Out.WriteLine();
                    }

                    TerminalPrinter.Picture(shell, width => TextPicture.Draw(model, width));
                }

                break;
            case Svg when models.Count > 1:
                throw new CommandException(
                    $"a picture shows one cluster, and these are {string.Join(", ", models.Select(model => $"{model.Namespace}/{model.Name}"))}; name one");
            case Svg:
                shell.Out.Write(SvgPicture.Draw(models[0]));
                break;
            case var _ when models.Count == 1:
                shell.Out.Write(ModelText.Of(models[0], TopologyJson.Default.TopologyModel, format));
                break;
            default:
                JsonObject[] items = [.. models.Select(model => (JsonObject)JsonSerializer.SerializeToNode(model, TopologyJson.Default.TopologyModel)!)];
                shell.Out.Write(ObjectPrinter.PrintOne(new JsonObject { ["items"] = new JsonArray([.. items]) }, format));
                break;
        }
    }

    // By the server, which knows what a selector means.
    private static async Task<LustreCluster[]> SelectAsync(
        KubernetesClient client, LabState lab, string? inNamespace, string? selector, CancellationToken cancel)
    {
        ResourceList<LustreCluster> found =
            await client.ListAsync(ApiResources.Clusters, new ListOptions { Namespace = inNamespace, LabelSelector = selector }, cancel);
        HashSet<ObjectKey> keys = [.. found.Items.Select(ApiResources.Clusters.KeyOf)];
        LustreCluster[] clusters = [.. lab.Clusters.Where(cluster => keys.Contains(ApiResources.Clusters.KeyOf(cluster)))];
        return clusters.Length > 0 ? clusters
            : throw new CommandException(
                $"there is no cluster{(selector is null ? "" : $" with the labels {selector}")}{(inNamespace is null ? "" : $" in namespace {inNamespace}")}");
    }

    private static LustreCluster Find(LabState lab, string inNamespace, string name)
    {
        if (lab.Clusters.FirstOrDefault(cluster => cluster.Metadata.Namespace == inNamespace && cluster.Metadata.Name == name) is { } found)
        {
            return found;
        }

        string[] elsewhere = [.. lab.Clusters.Where(cluster => cluster.Metadata.Name == name).Select(cluster => cluster.Metadata.Namespace ?? "")];
        throw new CommandException(elsewhere.Length > 0
            ? $"there is no cluster {name} in namespace {inNamespace}, but in {string.Join(", ", elsewhere)}; give --namespace {elsewhere[0]}"
            : $"there is no cluster {name} in namespace {inNamespace}; kubectl get lc --all-namespaces lists what there is");
    }
}
