using System.Globalization;

namespace LustreOperator.Sandbox.Tables;

/// <summary>Durations as kubectl shows them: about two digits, whatever the length.</summary>
internal static class Age
{
    public static string Since(string? timestamp, DateTimeOffset now) =>
        DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? Of(now - time)
            : "<unknown>";

    public static string Of(TimeSpan duration)
    {
        long seconds = (long)duration.TotalSeconds;
        if (seconds < -1)
        {
            return "<invalid>";
        }

        seconds = Math.Max(seconds, 0);
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        return (seconds, minutes, hours, days) switch
        {
            ( < 120, _, _, _) => $"{seconds}s",
            (_, < 10, _, _) => Pair(minutes, 'm', seconds % 60, 's'),
            (_, < 180, _, _) => $"{minutes}m",
            (_, _, < 8, _) => Pair(hours, 'h', minutes % 60, 'm'),
            (_, _, < 48, _) => $"{hours}h",
            (_, _, _, < 8) => Pair(days, 'd', hours % 24, 'h'),
            (_, _, _, < 730) => $"{days}d",
            (_, _, _, < 2920) => Pair(days / 365, 'y', days % 365, 'd'),
            _ => $"{days / 365}y",
        };
    }

    private static string Pair(long major, char majorUnit, long minor, char minorUnit) =>
        minor == 0 ? $"{major}{majorUnit}" : $"{major}{majorUnit}{minor}{minorUnit}";
}
