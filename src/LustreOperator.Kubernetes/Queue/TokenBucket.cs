namespace LustreOperator.Kubernetes;

/// <summary>So many per second over time, so many at once: callers reserve a token and wait until it is there.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes one token and says how long to wait until it really is there.</summary>
    public TimeSpan Reserve()
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
            _filled = now;
            _tokens -= 1;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
        }
    }

    /// <summary>Gives back a token that was reserved and not used.</summary>
    public void Return()
    {
        lock (_lock)
        {
            _tokens = Math.Min(burst, _tokens + 1);
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        TimeSpan wait = Reserve();
        if (wait == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await Task.Delay(wait, time, cancel);
        }
        catch (OperationCanceledException)
        {
            Return();
            throw;
        }
    }
}
