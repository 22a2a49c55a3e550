namespace LustreOperator.Kubernetes;

/// <summary>How fast a queue lets failing keys back in.</summary>
public sealed class QueueOptions
{
    /// <summary>Delay after a key's first failure; it doubles with each further one. Default 100 ms; more than 0.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest delay of one key, before jitter. Default 2 minutes; at least <see cref="BaseDelay"/>.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Part of the delay that is added at random. Default 0.2; 0 to 1.</summary>
    public double Jitter { get; set; } = 0.2;

    /// <summary>Rate-limited additions per second, over all keys. Default 10, as client-go; more than 0.</summary>
    public double RetriesPerSecond { get; set; } = 10;

    /// <summary>Rate-limited additions at once after a quiet time. Default 100, as client-go; at least 1.</summary>
    public int RetryBurst { get; set; } = 100;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BaseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, BaseDelay);
        ArgumentOutOfRangeException.ThrowIfNegative(Jitter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Jitter, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RetriesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryBurst, 1);
    }
}
