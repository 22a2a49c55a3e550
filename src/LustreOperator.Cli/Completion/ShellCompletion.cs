using System.CommandLine;

namespace LustreOperator.Cli.Completion;

/// <summary>
/// What the scripts of shells ask, in the manner of cobra, as which kubectl's own completion
/// asks: <c>__complete WORD...</c>, the last word of which is being typed.
/// </summary>
internal static class ShellCompletion
{
    public const string Verb = "__complete";

    /// <summary>The shell completes names of files.</summary>
    private const string Files = ":0";

    /// <summary>The shell completes nothing but what is printed.</summary>
    private const string NothingElse = ":4";

    private static readonly string[] s_fileWords = ["FILE", "FOLDER"];

    /// <summary>A suggestion a line, options only when one is begun, and a directive.</summary>
    public static void Print(RootCommand root, IReadOnlyList<string> words, TextWriter output)
    {
        string last = words is [.., var typed] ? typed : "";
        string line = $"{root.Name} {string.Join(' ', words)}";
        ParseResult parsed = root.Parse(line);
        if (TakesFile(parsed.CommandResult.Command, words))
        {
            output.WriteLine(Files);
            return;
        }

        foreach (string suggestion in parsed.GetCompletions(line.Length).Select(item => item.InsertText ?? item.Label).Distinct(StringComparer.Ordinal)
            .Where(suggestion => suggestion.StartsWith(last, StringComparison.Ordinal) && (last.StartsWith('-') || !suggestion.StartsWith('-'))))
        {
            output.WriteLine(suggestion);
        }

        output.WriteLine(NothingElse);
    }

    private static bool TakesFile(Command command, IReadOnlyList<string> words) =>
        words is [.., var before, _]
        && command.Options.FirstOrDefault(option => option.Name == before || option.Aliases.Contains(before)) is { HelpName: { } what }
        && what.Split('|').Intersect(s_fileWords).Any();
}
