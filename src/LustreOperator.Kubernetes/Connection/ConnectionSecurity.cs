using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LustreOperator.Kubernetes;

/// <summary>How the two sides know each other, and the handler that follows from it.</summary>
internal sealed record ConnectionSecurity
{
    /// <summary>Null: those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    public bool SkipVerification { get; init; }

    public string? ServerName { get; init; }

    public X509Certificate2? ClientCertificate { get; init; }

    public TokenSource? Token { get; init; }

    public ServerTrust Trust => new()
    {
        AuthoritiesPem = Authorities?.ExportCertificatePems(),
        ServerName = ServerName,
        SkipVerification = SkipVerification,
    };

    public HttpMessageHandler MakeHandler()
    {
        SocketsHttpHandler sockets = new()
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,

            // A dead peer is found within 45 s also when nothing is sent; a moved API server within 10 minutes.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            SslOptions = Tls(),
        };
        return Token is null && ServerName is null ? sockets : new CredentialHandler(sockets, Token, ServerName);
    }

    [SuppressMessage("Security", "CA5359", Justification = "insecure-skip-tls-verify: the user's own word.")]
    private SslClientAuthenticationOptions Tls()
    {
        SslClientAuthenticationOptions options = new();
        if (SkipVerification)
        {
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (Authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Authorities);
        }

        if (ClientCertificate is not null)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(
                ClientCertificate, additionalCertificates: null, offline: true);
        }

        return options;
    }
}
