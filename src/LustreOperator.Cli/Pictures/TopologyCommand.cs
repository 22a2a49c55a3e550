using System.CommandLine;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Cli.Output;
using LustreOperator.Views.Topology;

namespace LustreOperator.Cli.Pictures;

/// <summary><c>kubectl lustre topology</c>: a picture of where a cluster lies.</summary>
internal static class TopologyCommand
{
    private const string Text = "text";
    private const string Svg = "svg";

    public static Command Create(ClusterConnector connector, Shell shell)
    {
        Argument<string> name = new("cluster") { Description = "Name of the LustreCluster.", HelpName = "CLUSTER" };
        Option<string?> inNamespace = NamespaceOption.Create();
        new NameCompletion(connector).Clusters(name, inNamespace);
        Option<string> output = new("--output", "-o")
        {
            Description = "How to draw it, or print it for programs.",
            HelpName = $"{Text}|{Svg}|{OutputFormat.Json}|{OutputFormat.Yaml}",
            DefaultValueFactory = _ => Text,
        };
        output.AcceptOnlyFromAmong(Text, Svg, OutputFormat.Json, OutputFormat.Yaml);
        Command command = new("topology", "Draw a cluster: its hosts, sockets, cores, HCAs, machines and networks.") { name, inNamespace, output };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            LabState lab = await ClusterReader.LabAsync(access.Client, shell, cancel);
            LustreCluster cluster = Find(lab, NamespaceOption.Choose(parsed, inNamespace, access), parsed.GetRequiredValue(name));
            Print(TopologyReader.Read(cluster, lab), parsed.GetRequiredValue(output), shell);
            return ExitCode.Done;
        });
        return command;
    }

    internal static void Print(TopologyModel model, string format, Shell shell)
    {
        switch (format)
        {
            case Text:
                TerminalPrinter.Picture(shell, width => TextPicture.Draw(model, width));
                break;
            case Svg:
                shell.Out.Write(SvgPicture.Draw(model));
                break;
            default:
                shell.Out.Write(ModelText.Of(model, TopologyJson.Default.TopologyModel, format));
                break;
        }
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
