using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using k8s.Authentication;

namespace LustreOperator.Kubernetes;

/// <summary>How to reach an API server and who we are to it, as a kubeconfig or a pod says it.</summary>
internal sealed record ConnectionSettings
{
    public required Uri Server { get; init; }

    public required string Namespace { get; init; }

    /// <summary>In words for error messages.</summary>
    public required string Source { get; init; }

    /// <summary>Null: those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    public bool SkipVerification { get; init; }

    /// <summary>The name that the server's certificate has instead of the address's.</summary>
    public string? ServerName { get; init; }

    /// <summary>With the certificates between it and its authority, where the file has them.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>Gives the bearer token.</summary>
    public ITokenProvider? Token { get; init; }

    /// <summary>A credential plugin; its token, if it gives one, comes through <see cref="Token"/> too.</summary>
    public ExecLogin? Login { get; init; }

    /// <summary>The cluster's own proxy; null: that of the environment.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Impersonation.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
