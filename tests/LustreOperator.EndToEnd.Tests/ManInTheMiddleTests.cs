using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>
/// Somebody who has a certificate of the cluster's authority, as every node and every user with a client certificate does, and stands between our programs and
/// the API server: none of them tells him its token.
/// </summary>
[Category("e2e")]
internal sealed class ManInTheMiddleTests
{
    private const string Token = "the-token";

    private static readonly TestCaseData[] s_programs =
    [
        new TestCaseData("LustreOperator.Operator", "LustreOperator.Operator", (string[])["--health-port", "0"]).SetArgDisplayNames("operator"),
        new TestCaseData("LustreOperator.Agent", "LustreOperator.Agent", (string[])["--host", "kvm1", "--libvirt-uri", "simulated:///talk-2011?host=kvm1", "--health-port", "0"])
            .SetArgDisplayNames("agent"),
        new TestCaseData("LustreOperator.Cli", "kubectl-lustre", (string[])["hosts"]).SetArgDisplayNames("plugin"),
    ];

    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("middle-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(s_programs))]
    public async Task Another_certificate_of_the_same_authority_is_refused_and_learns_nothing(string project, string assembly, string[] arguments)
    {
        await using Listener middle = new("node-7.lab");
        await using BuiltProgram program = Start(middle, project, assembly, arguments);
        await Eventually.That(() => program.Log.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal), () => program.Log, LustreLab.Patience);
        Assert.That(program.Log, Does.Contain("cannot be reached"));
        Assert.That(middle.Heard, Is.Empty);
    }

    /// <summary>The listener hears what is said to the right name: or the test above could not fail.</summary>
    [TestCaseSource(nameof(s_programs))]
    public async Task Api_servers_own_certificate_is_told_the_token(string project, string assembly, string[] arguments)
    {
        await using Listener server = new("127.0.0.1");
        await using BuiltProgram program = Start(server, project, assembly, arguments);
        await Eventually.That(() => server.Heard.Contains($"Bearer {Token}", StringComparison.Ordinal), () => program.Log, LustreLab.Patience);
    }

    /// <summary>A pipe that nobody writes to among the system's authorities: whoever reads them waits for ever.</summary>
    [TestCaseSource(nameof(s_programs))]
    public async Task Systems_authorities_are_not_even_read_where_the_kubeconfig_has_its_own(string project, string assembly, string[] arguments)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "authorities")).FullName;
        (await Command.RunAsync("mkfifo", [Path.Combine(folder, "a.pem")])).Succeeded();
        await using Listener server = new("127.0.0.1");
        await using BuiltProgram program = StartWith($"SSL_CERT_DIR={folder}", server, project, assembly, arguments);
        await Eventually.That(() => server.Heard.Contains($"Bearer {Token}", StringComparison.Ordinal), () => program.Log, LustreLab.Patience);
    }

    [TestCaseSource(nameof(s_programs))]
    public async Task Systems_authorities_count_where_the_kubeconfig_has_none(string project, string assembly, string[] arguments)
    {
        await using Listener server = new("127.0.0.1");
        string authority = Path.Combine(_folder, "authority.pem");
        await File.WriteAllBytesAsync(authority, Convert.FromBase64String(server.Authority));
        await using BuiltProgram program = StartWith($"SSL_CERT_FILE={authority}", server, project, assembly, arguments, hasAuthority: false);
        await Eventually.That(() => server.Heard.Contains($"Bearer {Token}", StringComparison.Ordinal), () => program.Log, LustreLab.Patience);
    }

    private BuiltProgram Start(Listener listener, string project, string assembly, string[] arguments) =>
        BuiltProgram.Start(project, assembly, [.. arguments, "--kubeconfig", Kubeconfig(listener, hasAuthority: true)]);

    private BuiltProgram StartWith(string variable, Listener listener, string project, string assembly, string[] arguments, bool hasAuthority = true) =>
        BuiltProgram.StartFile("env", [variable, BuiltProgram.PathOf(project, assembly), .. arguments, "--kubeconfig", Kubeconfig(listener, hasAuthority)]);

    private string Kubeconfig(Listener listener, bool hasAuthority)
    {
        string authority = hasAuthority ? $", certificate-authority-data: {listener.Authority}" : "";
        string kubeconfig = Path.Combine(_folder, "config");
        File.WriteAllText(kubeconfig, $$"""
            current-context: lab
            contexts: [{name: lab, context: {cluster: c, user: me} }]
            clusters: [{name: c, cluster: {server: 'https://127.0.0.1:{{listener.Port}}'{{authority}} } }]
            users: [{name: me, user: {token: {{Token}} } }]
            """);
        return kubeconfig;
    }

    /// <summary>A server with a certificate for one name, which writes down what it is told and answers nothing. It speaks HTTP/1.1 only.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private static readonly DateTimeOffset s_from = TimeProvider.System.GetUtcNow().AddDays(-1);

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly StringBuilder _heard = new();
        private readonly X509Certificate2 _certificate;
        private readonly Task _accepting;

        public Listener(string name)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            CertificateRequest authority = new("CN=kubernetes", key, HashAlgorithmName.SHA256);
            authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
            using X509Certificate2 root = authority.CreateSelfSigned(s_from, s_from.AddDays(3));
            Authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(root.ExportCertificatePem()));
            _certificate = Issue(root, name);
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string Authority { get; }

        public string Heard
        {
            get
            {
                lock (_heard)
                {
                    return _heard.ToString();
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Dispose();
            await _accepting;
            _stop.Dispose();
            _certificate.Dispose();
        }

        private static X509Certificate2 Issue(X509Certificate2 root, string name)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
            SubjectAlternativeNameBuilder names = new();
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }

            request.CertificateExtensions.Add(names.Build());
            using X509Certificate2 issued = request.Create(root, s_from, s_from.AddDays(2), RandomNumberGenerator.GetBytes(8));
            return issued.CopyWithPrivateKey(key);
        }

        private async Task AcceptAsync()
        {
            List<Task> serving = [];
            try
            {
                while (true)
                {
                    serving.Add(HearAsync(await _listener.AcceptSocketAsync(_stop.Token)));
                }
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or InvalidOperationException or SocketException)
            {
                await Task.WhenAll(serving);
            }
        }

        private async Task HearAsync(Socket socket)
        {
            await using SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
            try
            {
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                byte[] buffer = new byte[4096];
                for (int read; (read = await stream.ReadAsync(buffer, _stop.Token)) > 0;)
                {
                    lock (_heard)
                    {
                        _heard.Append(Encoding.Latin1.GetString(buffer, 0, read));
                    }
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client does not want him, or the test is over.
            }
        }
    }
}
