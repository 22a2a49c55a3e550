using System.Security.Cryptography.X509Certificates;

namespace LustreOperator.Sandbox.Tests;

/// <summary>An HTTP client that trusts one server and nothing else.</summary>
internal static class SandboxClient
{
    public static HttpClient Create(SandboxServer server)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = Trust(server);
        return new HttpClient(handler) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(10) };
    }

    public static X509ChainPolicy Trust(SandboxServer server) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { X509Certificate2.CreateFromPem(server.CaCertificatePem) },
    };
}
