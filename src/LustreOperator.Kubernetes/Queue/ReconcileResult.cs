namespace LustreOperator.Kubernetes;

/// <summary>How a reconcile ended, when it did not fail (a failure is an exception).</summary>
/// <param name="After">When to look at the key again without an event; null: on the next event only.</param>
public readonly record struct ReconcileResult(TimeSpan? After)
{
    public static ReconcileResult Done => default;

    public static ReconcileResult RequeueAfter(TimeSpan after) => new(after);
}
