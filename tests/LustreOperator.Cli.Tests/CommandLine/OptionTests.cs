using System.CommandLine;
using System.CommandLine.Help;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Tests.CommandLine;

/// <summary>Every option of every command.</summary>
internal sealed class OptionTests
{
    private static readonly Shell s_shell = new(TextWriter.Null, TextWriter.Null, TimeProvider.System, Path.GetTempPath());

    private static IEnumerable<Command> Leaves(Command command) => command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);

    private static string WordsOf(Command command) => command.Parents.OfType<Command>().SingleOrDefault() is { } parent and not RootCommand ? $"{parent.Name} {command.Name}" : command.Name;

    private static IEnumerable<TestCaseData> Options() =>
        from command in Leaves(LustreCommand.Create(s_shell))
        from option in command.Options.Where(option => option is not HelpOption)
        let arguments = string.Join(' ', command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues > 0 ? Value(argument.HelpName ?? argument.Name) : ""))
        let given = option.ValueType == typeof(bool) ? option.Name : $"{option.Name} {Value(option.HelpName ?? "")}"
        select new TestCaseData(WordsOf(command), $"{WordsOf(command)} {arguments} {given} {given}", option.Name, option.Arity.MaximumNumberOfValues > 1)
            .SetArgDisplayNames(WordsOf(command), option.Name);

    private static string Value(string help) => help switch
    {
        "DURATION" => "1h",
        "URL" or "URI" => "https://127.0.0.1:1",
        "N" => "1",
        "SHELL" => "bash",
        _ => help.Split('|')[0] is { Length: > 0 } first && char.IsLower(first[0]) ? first : help.Contains('|', StringComparison.Ordinal) ? help.Split('|')[0] : "x",
    };

    [TestCaseSource(nameof(Options))]
    public async Task Option_given_twice_is_told_in_one_line_with_exit_code_2_unless_it_takes_many(string command, string commandLine, string option, bool takesMany)
    {
        CliResult result = await Cli.RunAsync(Path.GetTempPath(), takesMany ? $"{commandLine} --no-such-option" : commandLine);

        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage), result.Error);
        Assert.That(result.Error.Count(letter => letter == '\n'), Is.EqualTo(1), result.Error);
        Assert.That(
            result.Error,
            takesMany ? Does.Not.Contain("more than once")
                : Is.EqualTo($"kubectl lustre: {option} is given more than once, and takes one value; see kubectl lustre {command} --help\n"));
    }

    private static IEnumerable<string> Commands() => Leaves(LustreCommand.Create(s_shell)).Select(WordsOf);

    [TestCaseSource(nameof(Commands))]
    public async Task Help_names_each_option_and_each_default_once(string command)
    {
        string[] lines = (await Cli.RunAsync(Path.GetTempPath(), $"{command} --help")).Out.Split('\n');

        Assert.That(lines.Select(line => line.Trim().Split(' ')[0].TrimEnd(',')).Where(word => word.StartsWith('-')), Is.Unique);
        Assert.That(lines.Where(line => line.Contains("Default:", StringComparison.Ordinal) && line.Contains("[default:", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("sandbox --context lab", "--context")]
    [TestCase("completion bash --kubeconfig x", "--kubeconfig")]
    public async Task Command_that_asks_no_cluster_takes_none(string commandLine, string option)
    {
        CliResult result = await Cli.RunAsync(Path.GetTempPath(), commandLine);

        Assert.That((result.Code, result.Error), Is.EqualTo((ExitCode.Usage, result.Error)));
        Assert.That(result.Error, Does.Contain(option));
    }
}
