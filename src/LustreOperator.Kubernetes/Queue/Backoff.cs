namespace LustreOperator.Kubernetes;

/// <summary>Doubling delays with jitter: <c>base * 2^n</c>, capped, then spread by up to <c>jitter</c> upwards.</summary>
internal sealed record Backoff(TimeSpan Base, TimeSpan Max, double Jitter, Random Random)
{
    private const int MaxDoublings = 30;

    /// <summary>How long to wait after a failure.</summary>
    /// <param name="failures">How many failures went before this one: 0 for the first.</param>
    public TimeSpan Delay(int failures)
    {
        double exact = Base.TotalMilliseconds * Math.Pow(2, Math.Min(failures, MaxDoublings));
        return TimeSpan.FromMilliseconds(Math.Min(exact, Max.TotalMilliseconds)) * (1 + (Jitter * Random.NextDoubleLocked()));
    }
}
