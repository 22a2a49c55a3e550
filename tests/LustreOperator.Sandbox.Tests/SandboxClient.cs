using System.Security.Cryptography.X509Certificates;

namespace LustreOperator.Sandbox.Tests;

/// <summary>An HTTP client that trusts one server and nothing else.</summary>
internal static class SandboxClient
{
    public static HttpClient Create(SandboxServer server)
    {
        var authority = X509Certificate2.CreateFromPem(server.CaCertificatePem);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { authority },
        };
        return new HttpClient(handler) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(1) };
    }
}
