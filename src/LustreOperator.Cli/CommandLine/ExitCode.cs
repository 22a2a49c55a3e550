namespace LustreOperator.Cli.CommandLine;

/// <summary>What the program answers to its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The command was understood, and could not be done.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C, as shells count it: 128 and the number of the signal.</summary>
    public const int Interrupted = 130;
}
