using System.Globalization;
using System.Text.RegularExpressions;

namespace LustreOperator.Cli.Hosts;

/// <summary>Durations as kubectl takes them: <c>8760h</c>, <c>1h30m</c>, <c>45s</c>.</summary>
internal static partial class GoDuration
{
    /// <summary>Null when the text is no duration.</summary>
    public static TimeSpan? Parse(string text)
    {
        Match match = Parts().Match(text);
        return match.Success && text.Length > 0
            ? TimeSpan.FromHours(Number(match, "h")) + TimeSpan.FromMinutes(Number(match, "m")) + TimeSpan.FromSeconds(Number(match, "s"))
            : null;
    }

    private static long Number(Match match, string part) =>
        match.Groups[part] is { Success: true, Value: string digits } ? long.Parse(digits, CultureInfo.InvariantCulture) : 0;

    // Seven digits of hours are a thousand years: no number here can run over.
    [GeneratedRegex(@"^((?<h>[0-9]{1,7})h)?((?<m>[0-9]{1,7})m)?((?<s>[0-9]{1,9})s)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parts();
}
