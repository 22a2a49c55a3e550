namespace LustreOperator.Kubernetes;

/// <summary>How the API server is known to be itself: what a kubeconfig for somebody else must repeat. Holds no secret.</summary>
public sealed record ServerTrust
{
    /// <summary>Certificates of its authorities in PEM; null: those of the system.</summary>
    public string? AuthoritiesPem { get; init; }

    /// <summary>The name that its certificate has instead of the address's.</summary>
    public string? ServerName { get; init; }

    /// <summary>insecure-skip-tls-verify: it is not checked at all.</summary>
    public bool SkipVerification { get; init; }
}
