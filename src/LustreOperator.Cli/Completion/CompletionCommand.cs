using System.CommandLine;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Completion;

/// <summary><c>kubectl lustre completion</c>: scripts by which shells complete this program's command lines.</summary>
internal static class CompletionCommand
{
    private static readonly string[] s_shells = ["bash", "zsh", "kubectl"];

    public static Command Create(Shell shell)
    {
        Argument<string> name = new("SHELL")
        {
            Description = "bash or zsh: for kubectl-lustre itself, source it. kubectl: for `kubectl lustre`, an executable kubectl_complete-lustre on PATH.",
        };
        name.AcceptOnlyFromAmong(s_shells);
        Command command = new("completion", "Print a completion script.") { name };
        command.SetAction(parsed =>
        {
            shell.Out.Write(Script(parsed.GetRequiredValue(name)));
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
