namespace LustreOperator.Hosting;

/// <summary>A loop stamps it while it is well; a stamp that is too old means that the loop hangs or is dead.</summary>
public sealed class Heartbeat(string name, TimeSpan maxAge, TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>Of the loop, for the text of the health check.</summary>
    public string Name { get; } = name;

    public TimeSpan Age => time.GetElapsedTime(Interlocked.Read(ref _last));

    public bool IsAlive => Age <= maxAge;

    public void Beat() => Interlocked.Exchange(ref _last, time.GetTimestamp());
}
