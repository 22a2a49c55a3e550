namespace LustreOperator.Kubernetes;

/// <summary>How a reconcile loop works its queue.</summary>
public sealed class ReconcileLoopOptions
{
    /// <summary>Keys worked on at once. Default 4; at least 1.</summary>
    public int Workers { get; set; } = 4;

    /// <summary>When one reconcile is cancelled and counted as failed. Default 2 minutes; more than 0.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Failures that are part of life and logged as one line without a stack trace. <see cref="KubernetesException"/> and the
    /// time limit always are.
    /// </summary>
    public Func<Exception, bool>? IsExpected { get; set; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TimeLimit, TimeSpan.Zero);
    }
}
