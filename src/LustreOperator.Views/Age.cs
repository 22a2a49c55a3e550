namespace LustreOperator.Views;

/// <summary>How long ago, in two figures at most, as kubectl says it: <c>45s</c>, <c>3m20s</c>, <c>5d4h</c>.</summary>
public static class Age
{
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalMinutes: < 2 } => $"{(int)time.TotalSeconds}s",
        { TotalMinutes: < 10 } => Two((int)time.TotalMinutes, "m", time.Seconds, "s"),
        { TotalHours: < 3 } => $"{(int)time.TotalMinutes}m",
        { TotalHours: < 8 } => Two((int)time.TotalHours, "h", time.Minutes, "m"),
        { TotalHours: < 48 } => $"{(int)time.TotalHours}h",
        { TotalDays: < 8 } => Two((int)time.TotalDays, "d", time.Hours, "h"),
        { TotalDays: < 730 } => $"{(int)time.TotalDays}d",
        _ => Two((int)time.TotalDays / 365, "y", (int)time.TotalDays % 365, "d"),
    };

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit}{small}{smallUnit}";
}
