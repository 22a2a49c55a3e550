using System.Globalization;

namespace LustreOperator.Api;

/// <summary>metav1.Time has whole seconds: a finer time would never equal what is read back.</summary>
public static class WholeSeconds
{
    public static DateTimeOffset ToWholeSeconds(this DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>As it goes over the wire: RFC 3339 in UTC, with a Z.</summary>
    public static string ToWireText(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
