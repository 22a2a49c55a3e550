using System.CommandLine;
using LustreOperator.Cli.Hosts;

namespace LustreOperator.Cli.CommandLine;

/// <summary>How long <c>--wait</c> waits.</summary>
internal static class TimeoutOption
{
    public static Option<string> Create(string byDefault)
    {
        Option<string> timeout = new("--timeout")
        {
            Description = "How long --wait waits, such as 90s or 1h.",
            HelpName = "DURATION",
            DefaultValueFactory = _ => byDefault,
        };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && GoDuration.Parse(result.Tokens[0].Value) is null)
            {
                result.AddError($"--timeout: '{result.Tokens[0].Value}' is no duration; give one such as 90s or 1h");
            }
        });
        return timeout;
    }

    /// <summary>The limit, and as the user wrote it.</summary>
    public static (TimeSpan Limit, string Text) Of(ParseResult parsed, Option<string> option)
    {
        string text = parsed.GetRequiredValue(option);
        return (GoDuration.Parse(text)!.Value, text);
    }
}
