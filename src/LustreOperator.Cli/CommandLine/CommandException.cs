namespace LustreOperator.Cli.CommandLine;

/// <summary>Why a command cannot be done, in one line for its user, with what to do.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the program answers: <see cref="ExitCode.Failed"/> or <see cref="ExitCode.Usage"/>.</summary>
    public int ExitCode { get; init; } = CommandLine.ExitCode.Failed;
}
