namespace LustreOperator.Api;

/// <summary>metav1.Condition. We always set reason and observedGeneration; one that somebody else wrote may lack them.</summary>
public sealed record Condition
{
    public required string Type { get; init; }

    public required ConditionStatus Status { get; init; }

    /// <summary>One CamelCase word for programs; see <see cref="ConditionReasons"/>.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>A sentence for people: what is, and what to do next.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>When <see cref="Status"/> last changed (not the reason or the message).</summary>
    public DateTimeOffset LastTransitionTime { get; init; }

    public long ObservedGeneration { get; init; }
}

/// <summary>The three values of metav1.ConditionStatus.</summary>
public enum ConditionStatus
{
    Unknown,
    True,
    False,
}
