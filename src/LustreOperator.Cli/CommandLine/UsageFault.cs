using System.CommandLine;
using System.CommandLine.Parsing;

namespace LustreOperator.Cli.CommandLine;

/// <summary>What is wrong with a command line, in one line, and where its help is.</summary>
internal static class UsageFault
{
    public static string Describe(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] repeated = [.. CommandChecks.Repeated(parsed.CommandResult)];
        IEnumerable<string> faults = repeated.Length > 0 ? repeated.Select(option => $"{option} is given more than once, and takes one value")
            : command.Subcommands.Count > 0 ? [Missing(command, parsed.UnmatchedTokens)]
            : parsed.Errors.Select(error => OneLine(error.Message)).Distinct(StringComparer.Ordinal);
        return $"{string.Join("; ", faults)}; see {Called(parsed.CommandResult)} --help";
    }

    private static string Missing(Command command, IReadOnlyList<string> unknown)
    {
        string choice = string.Join(", ", command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name));
        return unknown.Count > 0 ? $"there is no command '{unknown[0]}'; there are {choice}" : $"which command? There are {choice}";
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TrimEnd('.');

    /// <summary>The words that call a command.</summary>
    private static string Called(CommandResult result) => result.Parent is CommandResult parent
        ? $"{Called(parent)} {result.Command.Name}"
        : "kubectl lustre";
}
