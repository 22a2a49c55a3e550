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
        Option<string?> inNamespace = NamespaceOption.Create();
        Argument<string?> cluster = new("CLUSTER")
        {
            Description = "A cluster that exists: what is still to be done about it.",
            HelpName = "CLUSTER",
            Arity = ArgumentArity.ZeroOrOne,
        };
        new NameCompletion(connector).Clusters(cluster, inNamespace);
        Option<string?> file = new("--filename", "-f")
        {
            Description = "A file with clusters, as for kubectl apply; - is the standard input. Several are planned one after the other.",
            HelpName = "FILE",
        };
        Option<string> output = OutputFormat.Option();
        Command command = new("plan", "Show what would happen to machines, and where new ones would go, without doing it. Exit code 1: the spec has faults or does not fit.")
        {
            cluster, file, inNamespace, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(cluster) is null == result.GetValue(file) is null)
            {
                result.AddError("give either a CLUSTER or -f FILE");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            Planner planner = new(access.Client, shell, parsed.GetValue(inNamespace), access.Connection.Namespace);
            (IReadOnlyList<PlanReport> reports, IReadOnlyList<string> passedOver) = parsed.GetValue(file) is { } path
                ? await planner.FileAsync(path, cancel)
                : ([await planner.ClusterAsync(parsed.GetRequiredValue(cluster)!, cancel)], []);
            Print(reports, passedOver, parsed.GetRequiredValue(output), shell);
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
