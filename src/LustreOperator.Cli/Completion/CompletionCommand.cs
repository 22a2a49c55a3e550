using System.CommandLine;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Completion;

/// <summary><c>kubectl lustre completion</c>: scripts by which shells complete this program's command lines.</summary>
internal static class CompletionCommand
{
    /// <summary>The word that calls it.</summary>
    public const string Name = "completion";

    private static readonly string[] s_shells = ["bash", "zsh", "fish", "kubectl"];

    public static Command Create(Shell shell)
    {
        Argument<string> script = new("SHELL")
        {
            Description =
                "bash, zsh or fish: for kubectl-lustre itself, source it. kubectl: for `kubectl lustre`, an executable kubectl_complete-lustre on PATH.",
        };
        script.AcceptOnlyFromAmong(s_shells);
        Command command = new(Name, "Print a completion script.") { script };
        command.SetAction(parsed =>
        {
            shell.Out.Write(Script(parsed.GetRequiredValue(script)));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Script(string name)
    {
        using Stream resource = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"{name}.sh")!;
        using StreamReader text = new(resource);
        return text.ReadToEnd();
    }
}
