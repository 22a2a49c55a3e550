using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.Completion;
using LustreOperator.Cli.Hosts;
using LustreOperator.Cli.Maintenance;
using LustreOperator.Cli.Pictures;
using LustreOperator.Cli.Plan;
using LustreOperator.Cli.Power;
using LustreOperator.Cli.Sandbox;
using LustreOperator.Cli.Volumes;
using LustreOperator.Cli.Why;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.CommandLine;

/// <summary>The command line as a whole: its tree of commands, and how a fault becomes one line and an exit code.</summary>
internal static class LustreCommand
{
    private const string Prefix = "kubectl lustre: ";

    /// <summary>How long a command may clean up after Ctrl-C.</summary>
    private static readonly TimeSpan s_cleanUp = TimeSpan.FromMinutes(2);

    /// <summary>The tree of commands.</summary>
    /// <param name="shell">Of the user.</param>
    /// <param name="runSandbox">Runs a sandbox in this process; null: another program does.</param>
    public static RootCommand Create(Shell shell, RunSandbox? runSandbox = null)
    {
        GlobalOptions global = new();
        ClusterConnector connector = new(global, shell);
        RootCommand root = new("Lustre clusters on KVM hosts. Exit code 0: done, 1: failed, 2: wrong usage.")
        {
            global.Kubeconfig,
            global.Context,
            HostCommand.Create(connector, shell),
            HostsCommand.Create(connector, shell),
            VolumesCommand.Create(connector, shell),
            PlanCommand.Create(connector, shell),
            WhyCommand.Create(connector, shell),
            TopologyCommand.Create(connector, shell),
            PowerCommand.Create(PowerVerb.Start, connector, shell),
            PowerCommand.Create(PowerVerb.Stop, connector, shell),
            PowerCommand.Create(PowerVerb.Restart, connector, shell),
            CordonCommand.Create(isCordon: true, connector, shell),
            CordonCommand.Create(isCordon: false, connector, shell),
            DrainCommand.Create(connector, shell),
            FenceCommand.CreateFence(connector, shell),
            FenceCommand.CreateUnfence(connector, shell),
            SandboxCommand.Create(shell, runSandbox),
            VersionCommand.Create(connector, shell),
            CompletionCommand.Create(shell),
        };
        foreach (Command command in root.Subcommands.Where(command => command.Name is not (SandboxCommand.Name or CompletionCommand.Name)))
        {
            AddGlobal(command, global);
        }

        CommandChecks.AddToArguments(root);

        // Without the aliases of another system, which shells would offer.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Options.Add(new HelpOption("--help", "-h"));
        return root;
    }

    // The sandbox has a --kubeconfig of its own, which it writes.
    private static void AddGlobal(Command command, GlobalOptions global)
    {
        if (command.Subcommands.Count == 0)
        {
            command.Options.Add(global.Kubeconfig);
            command.Options.Add(global.Context);
        }

        foreach (Command child in command.Subcommands)
        {
            AddGlobal(child, global);
        }
    }

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Shell shell, RunSandbox? runSandbox = null, CancellationToken cancel = default)
    {
        if (args is [ShellCompletion.Verb, ..])
        {
            ShellCompletion.Print(Create(shell, runSandbox), [.. args.Skip(1)], shell.Out);
            return ExitCode.Done;
        }

        InvocationConfiguration invocation = new()
        {
            Output = shell.Out,
            Error = shell.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = s_cleanUp,
        };
        try
        {
            ParseResult parsed = Create(shell, runSandbox).Parse(args);
            if (parsed.Action is ParseErrorAction || CommandChecks.Repeated(parsed.CommandResult).Any())
            {
                shell.Error.WriteLine(Prefix + UsageFault.Describe(parsed));
                return ExitCode.Usage;
            }

            return await parsed.InvokeAsync(invocation, cancel);
        }
        catch (CommandException fault)
        {
            shell.Error.WriteLine(Prefix + fault.Message);
            return fault.ExitCode;
        }
        catch (KubernetesException fault)
        {
            shell.Error.WriteLine(Prefix + Advice.For(fault));
            return ExitCode.Failed;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            shell.Error.WriteLine(Prefix + FileFault.Words(fault));
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            shell.Error.WriteLine(Prefix + "interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception fault)
        {
            shell.Error.WriteLine($"{Prefix}a fault of this program, please report it: {fault.GetType().Name} in {fault.Source}: {fault.Message}");
            return ExitCode.Failed;
        }
    }
}
