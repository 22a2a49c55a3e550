using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>Who trusts whom, over real TLS, as a kubeconfig says it.</summary>
public sealed class TlsTests
{
    private static readonly DateTimeOffset s_from = TimeProvider.System.GetUtcNow().AddDays(-1);

    private string _directory = "";

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("tls-").FullName;

    [TearDown]
    public void Drop() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Both_sides_know_each_other_by_the_kubeconfigs_certificates()
    {
        using X509Certificate2 authority = Authority("CN=lab");
        string? seen = null;
        Valve valve = await GetAsync(authority, authority, tlsName: "", name => seen = name);
        Assert.That(valve.Metadata.Name, Is.EqualTo("one"));
        Assert.That(seen, Is.EqualTo("CN=me"));
    }

    [Test]
    public void Server_of_another_authority_is_refused_with_advice()
    {
        using X509Certificate2 authority = Authority("CN=lab");
        using X509Certificate2 other = Authority("CN=other");
        Assert.That(
            async () => await GetAsync(authority, other, tlsName: "", _ => { }),
            Throws.InstanceOf<KubernetesUnreachableException>().With.Message.Contains("check the certificate authority of"));
    }

    /// <summary>The man in the middle: a certificate of the same authority, such as a node's, is not the API server's.</summary>
    [Test]
    public void Server_with_another_certificate_of_the_same_authority_is_refused()
    {
        using X509Certificate2 authority = Authority("CN=lab");
        Assert.That(
            async () => await GetAsync(authority, authority, tlsName: "", _ => { }, isForAddress: false),
            Throws.InstanceOf<KubernetesUnreachableException>().With.Message.Contains("RemoteCertificateNameMismatch"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Server_of_any_authority_of_a_bundle_is_trusted(bool first)
    {
        using X509Certificate2 authority = Authority("CN=lab");
        using X509Certificate2 other = Authority("CN=other");
        string[] bundle = first ? [Pem(authority), Pem(other)] : [Pem(other), Pem(authority)];
        Assert.That((await GetAsync(authority, string.Join('\n', bundle), tlsName: "", _ => { }, isForAddress: true)).Metadata.Name, Is.EqualTo("one"));
    }

    [TestCase("kubernetes.test", true)]
    [TestCase("elsewhere.test", false)]
    public void Name_to_check_may_differ_from_the_address(string name, bool fits)
    {
        using X509Certificate2 authority = Authority("CN=lab");
        Assert.That(
            async () => await GetAsync(authority, authority, $", tls-server-name: {name}", _ => { }),
            fits ? Throws.Nothing : Throws.InstanceOf<KubernetesUnreachableException>());
    }

    private Task<Valve> GetAsync(
        X509Certificate2 serverAuthority, X509Certificate2 trusted, string tlsName, Action<string> onClient, bool? isForAddress = null) =>
        GetAsync(serverAuthority, Pem(trusted), tlsName, onClient, isForAddress ?? tlsName.Length == 0);

    private async Task<Valve> GetAsync(X509Certificate2 serverAuthority, string trusted, string tlsName, Action<string> onClient, bool isForAddress)
    {
        using X509Certificate2 server = Issue(serverAuthority, "CN=kube-apiserver", isForAddress);
        using X509Certificate2 client = Issue(serverAuthority, "CN=me", isForAddress: true);
        using ScriptedApi api = new() { Always = request => request.Answer(Valve.Make("one", 5)) };
        await using LoopbackServer loopback = new(api, new SslServerAuthenticationOptions
        {
            ServerCertificate = server,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                onClient(certificate?.Subject ?? "nobody");
                return certificate is not null;
            },
        });
        string file = Path.Combine(_directory, "config");
        await File.WriteAllTextAsync(file, $"""
            current-context: lab
            contexts: [{"{"}name: lab, context: {"{"}cluster: c, user: me{"}}"}]
            clusters:
              - name: c
                cluster: {"{"}server: '{loopback.Address}', certificate-authority-data: {Base64(trusted)}{tlsName}{"}"}
            users:
              - name: me
                user:
                  client-certificate-data: {Base64(client.ExportCertificatePem())}
                  client-key-data: {Base64(client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}
            """);
        using KubernetesConnection connection = KubernetesConnection.FromKubeconfig(file, context: null, TimeProvider.System);
        using KubernetesClient kubernetes = new(connection, new KubernetesClientOptions(), TimeProvider.System, new Random(1));
        return await Eventually.Completes(kubernetes.GetAsync(Valve.Resource, Valve.Key("one"), CancellationToken.None));
    }

    private static X509Certificate2 Authority(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(s_from, s_from.AddDays(30));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, bool isForAddress)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("kubernetes.test");
        if (isForAddress)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(authority, s_from, s_from.AddDays(20), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
