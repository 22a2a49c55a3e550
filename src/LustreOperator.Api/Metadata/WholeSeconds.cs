namespace LustreOperator.Api;

/// <summary>metav1.Time has whole seconds: a finer time would never equal what is read back.</summary>
public static class WholeSeconds
{
    public static DateTimeOffset ToWholeSeconds(this DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
