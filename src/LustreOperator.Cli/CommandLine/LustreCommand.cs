using System.CommandLine;
using System.CommandLine.Invocation;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.Completion;
using LustreOperator.Cli.Hosts;
using LustreOperator.Cli.Sandbox;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.CommandLine;

/// <summary>The command line as a whole: its tree of commands, and how a fault becomes one line and an exit code.</summary>
internal static class LustreCommand
{
    private const string Prefix = "kubectl lustre: ";

    /// <summary>How long a command may clean up after Ctrl-C.</summary>
    private static readonly TimeSpan s_cleanUp = TimeSpan.FromSeconds(10);

    public static RootCommand Create(Shell shell)
    {
        GlobalOptions global = new();
        ClusterConnector connector = new(global, shell);
        return new RootCommand("Lustre clusters on KVM hosts: a kubectl plugin. Exit code 0: done, 1: failed, 2: wrong usage.")
        {
            global.Kubeconfig,
            global.Context,
            HostCommand.Create(connector, shell),
            SandboxCommand.Create(global, shell),
            CompletionCommand.Create(shell),
        };
    }

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Shell shell, CancellationToken cancel = default)
    {
        ParseResult parsed = Create(shell).Parse(args);
        InvocationConfiguration invocation = new()
        {
            Output = shell.Out,
            Error = shell.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = s_cleanUp,
        };
        try
        {
            if (parsed.Action is ParseErrorAction usage)
            {
                usage.ShowHelp = false;
                await parsed.InvokeAsync(invocation, cancel);
                shell.Error.WriteLine($"See '{Called(parsed.CommandResult.Command, parsed)} --help'.");
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
            shell.Error.WriteLine(Prefix + fault.Message);
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

    /// <summary>The words that call a command.</summary>
    private static string Called(Command command, ParseResult parsed)
    {
        Stack<string> words = new();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is System.CommandLine.Parsing.CommandResult of; at = of.Parent)
        {
            words.Push(of.Command is RootCommand ? "kubectl lustre" : of.Command.Name);
        }

        return words.Count > 0 ? string.Join(' ', words) : command.Name;
    }
}
