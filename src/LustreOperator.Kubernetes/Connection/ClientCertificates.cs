using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LustreOperator.Kubernetes;

/// <summary>Reads a client's certificate and key from PEM.</summary>
internal static class ClientCertificates
{
    /// <summary>The first certificate of the text with its key, and the others as those between it and its authority, which are sent with it.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They cannot be read.</exception>
    /// <exception cref="ArgumentException">They do not belong together.</exception>
    public static SslStreamCertificateContext Read(string certificates, string key)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPem(certificates);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificates, key), chain, offline: true);
    }
}
