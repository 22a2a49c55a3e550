using System.CommandLine;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Cli.Output;
using LustreOperator.Planning;

namespace LustreOperator.Cli.Why;

/// <summary><c>kubectl lustre why</c>: placement explained.</summary>
internal static class WhyCommand
{
    public static Command Create(ClusterConnector connector, Shell shell)
    {
        Option<string?> inNamespace = NamespaceOption.Create(connector);
        Argument<string> name = new("CLUSTER|MACHINE")
        {
            Description = "A cluster or a machine, such as ha or ha-oss-0; lc/NAME and lm/NAME where both have the name.",
            HelpName = "CLUSTER|MACHINE",
        };
        NameCompletion completion = new(connector);
        completion.Clusters(name, inNamespace);
        completion.Machines(name, inNamespace);
        Option<string> output = OutputFormat.Option();
        Command command = new("why", "Say why machines are where they are, or what they wait for.") { name, inNamespace, output };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            LabState lab = await ClusterReader.LabAsync(access.Client, shell, cancel);
            Print(lab, NamespaceOption.Choose(parsed, inNamespace, access), parsed.GetRequiredValue(name), parsed.GetRequiredValue(output), shell, cancel);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(LabState lab, string inNamespace, string name, string format, Shell shell, CancellationToken cancel)
    {
        (string? kind, string bare) = ResourceName.Parse(name, LustreCluster.KindName, LustreMachine.KindName);
        LustreCluster[] clusters = [.. lab.Clusters.Where(cluster => cluster.Metadata.Namespace == inNamespace)];
        if (kind != LustreMachine.KindName && clusters.FirstOrDefault(cluster => cluster.Metadata.Name == bare) is { } found)
        {
            ClusterReport report = ClusterReport.Of(lab, found, cancel);
            Print(format, shell, () => ClusterReportPrinter.ToJson(report), () => ClusterReportPrinter.Print(report, shell));
        }
        else if (kind != LustreCluster.KindName && Machine(lab, inNamespace, clusters, bare, cancel) is { } machine)
        {
            Print(format, shell, () => MachineReportPrinter.ToJson(machine), () => MachineReportPrinter.Print(machine, shell));
        }
        else
        {
            IEnumerable<string> known = clusters.SelectMany(cluster => WantedMachine.Of(cluster).Select(wanted => wanted.Name).Prepend(cluster.Metadata.Name));
            throw new CommandException(
                $"there is no cluster or machine {bare} in namespace {inNamespace}; {NearNames.Advice(bare, known, "there are no clusters at all")}");
        }
    }

    private static MachineReport? Machine(LabState lab, string inNamespace, LustreCluster[] clusters, string name, CancellationToken cancel)
    {
        LustreMachine? machine = lab.Machines.FirstOrDefault(found => found.Metadata.Namespace == inNamespace && found.Metadata.Name == name);
        foreach (LustreCluster cluster in clusters.Where(cluster => machine is null || cluster.Metadata.Name == machine.Spec.Cluster))
        {
            if (WantedMachine.Of(cluster).FirstOrDefault(wanted => wanted.Name == name) is { } wanted)
            {
                return MachineReport.Of(lab, cluster, wanted, cancel);
            }
        }

        return machine is null ? null : MachineReport.Leftover(lab, machine);
    }

    private static void Print(string format, Shell shell, Func<JsonObject> json, Action text)
    {
        if (format == OutputFormat.Table)
        {
            text();
        }
        else
        {
            shell.Out.Write(ObjectPrinter.PrintOne(json(), format));
        }
    }
}
