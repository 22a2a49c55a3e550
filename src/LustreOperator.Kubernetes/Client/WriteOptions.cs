namespace LustreOperator.Kubernetes;

/// <summary>How a create, replace, patch or apply is done.</summary>
public sealed record WriteOptions
{
    public static WriteOptions Default { get; } = new();

    /// <summary>Null for the object itself; <c>status</c>, <c>scale</c>.</summary>
    public string? Subresource { get; init; }

    /// <summary>Who owns the fields written. Default: <see cref="KubernetesClientOptions.FieldManager"/>.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Apply only: take over fields that another manager owns instead of failing with a conflict.</summary>
    public bool Force { get; init; }

    /// <summary>The server checks and answers, and stores nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The server refuses fields that it does not know, and fields that are there twice, instead of dropping them with a warning.</summary>
    public bool Strict { get; init; }
}
