namespace LustreOperator.Kubernetes;

/// <summary>How an object is deleted.</summary>
public sealed record DeleteOptions
{
    public static DeleteOptions Default { get; } = new();

    /// <summary>Delete only this incarnation; another answers 409.</summary>
    public string? Uid { get; init; }

    /// <summary>Delete only this version; another answers 409.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>What becomes of the objects that it owns.</summary>
    public DeletePropagation? Propagation { get; init; }

    /// <summary>Seconds; null for the kind's own.</summary>
    public long? GracePeriodSeconds { get; init; }
}
