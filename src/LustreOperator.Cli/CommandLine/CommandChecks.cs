using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace LustreOperator.Cli.CommandLine;

/// <summary>What is wrong with a command line beyond what the parser itself finds.</summary>
internal static class CommandChecks
{
    /// <summary>A check of what is given together. It is left out where an option has more values than it takes, or fewer: that is told first.</summary>
    public static void AddCheck(this Command command, Func<CommandResult, string?> check) => command.Validators.Add(result =>
    {
        if (!Repeated(result).Any() && !result.Children.OfType<OptionResult>().Any(IsWithoutValue) && check(result) is { } fault)
        {
            result.AddError(fault);
        }
    });

    /// <summary>No argument of this program begins with a dash, so what does is an option that does not exist.</summary>
    public static void AddToArguments(Command command)
    {
        foreach (Argument argument in command.Arguments)
        {
            argument.Validators.Add(result =>
            {
                foreach (string word in result.Tokens.Select(token => token.Value).Where(word => word.StartsWith('-')))
                {
                    result.AddError($"there is no option {word}");
                }
            });
        }

        foreach (Command child in command.Subcommands)
        {
            AddToArguments(child);
        }
    }

    private static bool IsWithoutValue(OptionResult option) => !option.Implicit && option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues;

    /// <summary>The options that are given more than once though they take one value, as they are written.</summary>
    public static IEnumerable<string> Repeated(CommandResult? result) => result is null ? [] :
    [
        .. result.Children.OfType<OptionResult>().Where(option =>
                option.IdentifierTokenCount > 1 && option.Option.Arity.MaximumNumberOfValues <= 1 && option.Option is not (HelpOption or VersionOption))
            .Select(option => option.Option.Name),
        .. Repeated(result.Parent as CommandResult),
    ];
}
