using System.CommandLine;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Planning;

namespace LustreOperator.Cli.Maintenance;

/// <summary><c>kubectl lustre drain</c>: empties a host, by the user's explicit word.</summary>
internal static class DrainCommand
{
    public static Command Create(ClusterConnector connector, Shell shell)
    {
        Argument<string> name = new("HOST") { Description = "Name of the KvmHost.", HelpName = "HOST" };
        new NameCompletion(connector).Hosts(name);
        Option<bool> dryRun = new("--dry-run") { Description = "Only show what would become of each machine." };
        Option<bool> yes = new("--yes", "-y") { Description = "Do not ask." };
        Option<bool> force =
            new("--force") { Description = "Stop also machines that have no place elsewhere: they wait for one. Also when the host gives no sign of life." };
        Option<bool> wait = new("--wait") { Description = "Wait until each machine is as wanted on its new host." };
        Option<string> timeout = TimeoutOption.Create("10m");
        Command command = new(
            "drain",
            "Empty a host: cordon it, then stop its machines and place them anew on other hosts. Their System disks are made anew. Machines that have data "
            + "there are listed and left. Exit code 1: machines are left on the host.")
        {
            name, dryRun, yes, force, wait, timeout,
        };
        command.AddCheck(result => result.GetValue(dryRun) && result.GetValue(wait) ? "--dry-run does nothing to --wait for" : null);
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            LabState lab = await ClusterReader.LabAsync(access.Client, shell, cancel);
            KvmHost host = HostChoice.Choose(lab.Hosts, [parsed.GetRequiredValue(name)])[0];
            Drain drain = new(access.Client, shell, host, parsed.GetValue(force));
            DrainPlan plan = DrainPlan.Of(lab, host.Metadata.Name, cancel);
            DrainPrinter.Print(plan, host.Metadata.Name, parsed.GetValue(force), shell);
            if (parsed.GetValue(dryRun))
            {
                return drain.Left(plan).Count == 0 ? ExitCode.Done : ExitCode.Failed;
            }

            drain.CheckAlive(plan);
            if (drain.Stopped(plan).Count > 0 && !parsed.GetValue(yes))
            {
                Ask(
                    shell,
                    $"Stop {MachinesText.Count(drain.Stopped(plan).Count)} of {host.Metadata.Name} and place {(drain.Stopped(plan).Count == 1 ? "it" : "them")} anew?");
            }

            plan = await drain.RunAsync(plan, cancel);
            if (parsed.GetValue(wait))
            {
                (TimeSpan limit, string text) = TimeoutOption.Of(parsed, timeout);
                await new DrainWait(access.Client, shell, host.Metadata.Name).RunAsync(drain.Stopped(plan), limit, text, cancel);
            }

            IReadOnlyList<DrainedMachine> left = drain.Left(plan);
            if (left.Count > 0)
            {
                throw new CommandException(
                    $"{MachinesText.Of([.. left.Select(machine => machine.Machine)])} {(left.Count == 1 ? "is" : "are")} left on {host.Metadata.Name}, which is cordoned; see above why");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Ask(Shell shell, string question)
    {
        if (!shell.CanAsk)
        {
            throw new CommandException("nobody can be asked here; give --yes, or --dry-run to see what would happen") { ExitCode = ExitCode.Usage };
        }

        shell.Error.Write($"{question} [y/N] ");
        shell.Error.Flush();
        if (shell.In.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
        {
            throw new CommandException("nothing was done");
        }
    }
}
