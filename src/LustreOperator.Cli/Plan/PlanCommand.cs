using System.CommandLine;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Cli.Output;
using LustreOperator.Planning;

namespace LustreOperator.Cli.Plan;

/// <summary><c>kubectl lustre plan</c>: what would happen, without doing it.</summary>
internal static class PlanCommand
{
    public static Command Create(ClusterConnector connector, Shell shell)
    {
        Option<string?> inNamespace = NamespaceOption.Create(connector);
        Argument<string?> cluster = new("CLUSTER")
        {
            Description = "A cluster that exists: what is still to be done about it.",
            HelpName = "CLUSTER",
            Arity = ArgumentArity.ZeroOrOne,
        };
        new NameCompletion(connector).Clusters(cluster, inNamespace);
        Option<string[]> files = new("--filename", "-f")
        {
            Description = "Files, folders or URLs with clusters, as for kubectl apply; - is the standard input. All clusters are planned in order, "
                + "each on the lab as those before it would leave it.",
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> recursive = new("--recursive", "-R") { Description = "With the folders in a folder of --filename." };
        Option<string> output = OutputFormat.Option();
        Command command =
            new("plan", "Show what would happen to machines, and where new ones would go, without doing it. Exit code 1: the spec has faults or does not fit.")
        {
            cluster, files, recursive, inNamespace, output,
        };
        command.AddCheck(result =>
        {
            bool hasFiles = result.GetValue(files) is { Length: > 0 };
            return result.GetValue(cluster) is null != hasFiles ? "give either a CLUSTER or -f FILE"
                : result.GetValue(recursive) && !hasFiles ? "--recursive goes with -f FOLDER"
                : null;
        });
        command.SetAction(async (parsed, cancel) =>
        {
            Manifest? manifest = parsed.GetValue(files) is { Length: > 0 } given
                ? Manifest.Read(await new ManifestSource(shell).ReadAsync(given, parsed.GetValue(recursive), cancel))
                : null;
            using ClusterAccess access = connector.Connect(parsed);
            Planner planner = new(access.Client, shell, parsed.GetValue(inNamespace), access.Connection.Namespace);
            IReadOnlyList<PlanReport> reports = manifest is not null
                ? await planner.FilesAsync(manifest, cancel)
                : [await planner.ClusterAsync(ResourceName.Parse(parsed.GetRequiredValue(cluster)!, Api.LustreCluster.KindName).Name, cancel)];
            foreach (string note in manifest?.Notes ?? [])
            {
                shell.Error.WriteLine($"note: {note}");
            }

            Print(reports, manifest?.PassedOver ?? [], parsed.GetRequiredValue(output), shell);
            return reports.All(report => report.IsFulfilled) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static void Print(IReadOnlyList<PlanReport> reports, IReadOnlyList<string> passedOver, string format, Shell shell)
    {
        if (format != OutputFormat.Table)
        {
            shell.Out.Write(ObjectPrinter.PrintOne(PlanJson.Of(reports, passedOver), format));
            return;
        }

        foreach (PlanReport report in reports)
        {
            if (report != reports[0])
            {
                shell.Out.WriteLine();
            }

            PlanPrinter.Print(report, shell);
        }

        if (passedOver.Count > 0)
        {
            shell.Out.WriteLine();
            shell.Out.WriteLine($"passed over, since only clusters are planned: {string.Join(", ", passedOver)}");
        }
    }
}
