using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Sets up the network of the client library's client: what it does worse by itself. Above all, with authorities of our own it takes any certificate of
/// theirs for the API server's, whatever its name: so they are given to .NET's own check instead, which looks at the name too.
/// </summary>
internal sealed class Transport(ConnectionSettings settings)
{
    /// <summary>A dead peer is found within so long: 30 s of quiet and 15 s of questions without an answer.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_question = TimeSpan.FromSeconds(5);
    private const int Questions = 3;

    public void SetUp(SocketsHttpHandler network)
    {
        network.UseCookies = false;
        network.AllowAutoRedirect = false;
        network.ConnectTimeout = TimeSpan.FromSeconds(10);
        network.ConnectCallback = ConnectAsync;

        // HTTP/2 asks by itself, for a server that hangs too; HTTP/1.1 cannot, and leaves it to TCP.
        network.KeepAlivePingDelay = s_quiet;
        network.KeepAlivePingTimeout = s_question * Questions;
        network.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;

        // A moved API server is found in so long. And a certificate that a plugin gives anew is shown on new connections only.
        network.PooledConnectionLifetime = settings.Login is null ? TimeSpan.FromMinutes(10) : ExecLogin.ConnectionLifetime;
        network.Proxy = settings.Proxy is { } proxy ? OwnProxy(proxy) : EnvironmentProxy.Read(Environment.GetEnvironmentVariable);
        network.UseProxy = network.Proxy is not null;
        SetUpTls(network.SslOptions);
    }

    private void SetUpTls(SslClientAuthenticationOptions tls)
    {
        if (settings.Authorities is { } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        if (settings.ClientCertificate is { } certificate)
        {
            tls.ClientCertificateContext = certificate;
        }
        else if (settings.Login is { } login)
        {
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => login.Certificate!;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            KeepAlive(socket);
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static void KeepAlive(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)s_quiet.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)s_question.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Questions);
    }

    private static WebProxy OwnProxy(Uri address) => new(address) { Credentials = EnvironmentProxy.CredentialsOf(address) };
}
