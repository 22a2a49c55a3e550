using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LustreOperator.Kubernetes.Tests;

public sealed class KubeconfigTests
{
    private string _directory = "";

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("kubeconfig-").FullName;

    [TearDown]
    public void Drop() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Current_context_gives_address_namespace_and_source()
    {
        string file = Write("config", Config(user: "{token: abc}"));
        using KubernetesConnection connection = KubernetesConnection.FromKubeconfig(file, context: null, TimeProvider.System);
        Assert.That(connection.BaseAddress, Is.EqualTo(new Uri("https://10.0.0.1:6443/")));
        Assert.That(connection.Namespace, Is.EqualTo("qa"));
        Assert.That(connection.Source, Is.EqualTo($"{file}, context lab"));
    }

    [Test]
    public void Files_are_merged_and_the_first_counts()
    {
        string first = Write("first", "current-context: lab\nusers: [{name: me, user: {token: abc}}]\n");
        string second = Write("second", Config(user: "{exec: {command: login}}"));
        using KubernetesConnection connection = KubernetesConnection.FromKubeconfig([first, second], context: null, TimeProvider.System);
        Assert.That(connection.BaseAddress.Host, Is.EqualTo("10.0.0.1"));
    }

    [Test]
    public void Json_is_read_too()
    {
        string file = Write("config", """
            {"current-context": "lab", "contexts": [{"name": "lab", "context": {"cluster": "c"}}],
             "clusters": [{"name": "c", "cluster": {"server": "http://localhost:8080"}}]}
            """);
        using KubernetesConnection connection = KubernetesConnection.FromKubeconfig(file, context: null, TimeProvider.System);
        Assert.That(connection.BaseAddress, Is.EqualTo(new Uri("http://localhost:8080/")));
        Assert.That(connection.Namespace, Is.EqualTo("default"));
    }

    [Test]
    public void Certificates_are_taken_from_data_and_from_files_beside_the_kubeconfig()
    {
        (string certificate, string key) = MakeCertificate();
        Write("ca.pem", certificate);
        string file = Write("config", Config(
            user: $"{{client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}}}",
            cluster: "{server: 'https://10.0.0.1:6443', certificate-authority: ca.pem, tls-server-name: kubernetes}"));
        Assert.That(() => KubernetesConnection.FromKubeconfig(file, context: null, TimeProvider.System).Dispose(), Throws.Nothing);
    }

    [TestCase("{token: abc}", "{}", "clusters[c].cluster.server", "is missing")]
    [TestCase("{token: abc}", "{server: 'lab:6443'}", "clusters[c].cluster.server", "must be an address such as https://10.0.0.1:6443")]
    [TestCase("{token: abc}", "{server: [x]}", "line 3", "is no YAML of a kubeconfig")]
    [TestCase("{token: abc}", "{server: 'https://a', certificate-authority-data: '*'}", "clusters[c].cluster.certificate-authority-data", "is not base64")]
    [TestCase("{token: abc}", "{server: 'https://a', certificate-authority-data: YWJj}", "clusters[c].cluster.certificate-authority-data", "holds no PEM certificate")]
    [TestCase("{token: abc}", "{server: 'https://a', certificate-authority: none.pem}", "clusters[c].cluster.certificate-authority", "cannot be read")]
    [TestCase("{token: abc}", "{server: 'https://a', insecure-skip-tls-verify: maybe}", "line 3", "is no YAML of a kubeconfig")]
    [TestCase("{client-key-data: YWJj}", "{server: 'https://a'}", "users[me].user.client-certificate", "is missing")]
    [TestCase("{client-certificate-data: YWJj, client-key-data: YWJj}", "{server: 'https://a'}", "users[me].user.client-certificate-data", "are no certificate with its key")]
    [TestCase("{token: abc}", "{server: 'https://a', proxy-url: 'proxy:1'}", "clusters[c].cluster.proxy-url", "must be an address such as http://proxy:3128")]
    [TestCase("{tokenFile: none}", "{server: 'https://a'}", "", "the token cannot be read")]
    [TestCase("{token: abc, as-groups: [a]}", "{server: 'https://a'}", "users[me].user.as", "is missing; as-uid and as-groups go with it")]
    [TestCase("{token: abc, as: a, as-user-extra: {k: [v]}}", "{server: 'https://a'}", "users[me].user.as-user-extra", "is not supported")]
    [TestCase("{auth-provider: {name: oidc}}", "{server: 'https://a'}", "users[me].user.auth-provider", "auth providers left Kubernetes")]
    [TestCase("{exec: {command: login, apiVersion: v1}}", "{server: 'https://a'}", "users[me].user.exec.apiVersion", "must be one of client.authentication.k8s.io/v1")]
    [TestCase("{exec: {apiVersion: client.authentication.k8s.io/v1}}", "{server: 'https://a'}", "users[me].user.exec.command", "is missing")]
    [TestCase("{exec: {command: a, apiVersion: client.authentication.k8s.io/v1}}", "{server: 'https://a'}", "users[me].user.exec.interactiveMode", "must be Never")]
    [TestCase("{username: admin, password: x}", "{server: 'https://a'}", "users[me].user.username", "basic authentication")]
    public void Fault_names_file_field_and_what_to_do(string user, string cluster, string field, string words)
    {
        string file = Write("config", Config(user, cluster));
        KubernetesConfigurationException fault = Fault(file);
        Assert.That((Path.GetDirectoryName(fault.File), fault.Field), Is.EqualTo((_directory, field)));
        Assert.That(fault.Message, Does.StartWith($"{fault.File}: {field}").And.Contains(words));
    }

    [TestCase("current-context: other\ncontexts: [{name: lab, context: {cluster: c}}]", "current-context", "names other, but contexts has only lab")]
    [TestCase("contexts: [{name: lab, context: {cluster: c}}]", "current-context", "is not set; choose one of lab")]
    [TestCase("current-context: lab\ncontexts: [{name: lab, context: {cluster: c}}]", "contexts[lab].context.cluster", "names c, but clusters has only nothing")]
    [TestCase("current-context: lab\ncontexts: [{name: lab}]", "contexts[lab].context", "is missing")]
    [TestCase("current-context: lab\ncontexts: [{context: {}}]", "contexts[0].name", "is missing")]
    [TestCase("current-context: lab\ncontexts: 5", "line 2", "is no YAML of a kubeconfig")]
    public void Broken_reference_names_what_there_is(string text, string field, string words)
    {
        KubernetesConfigurationException fault = Fault(Write("config", text));
        Assert.That(fault.Field, Is.EqualTo(field));
        Assert.That(fault.Message, Does.Contain(words));
    }

    [Test]
    public void File_that_is_missing_empty_or_no_yaml_says_so()
    {
        Assert.That(Fault(Path.Combine(_directory, "none")).Message, Does.Contain("cannot be read"));
        Assert.That(Fault(Write("empty", "")).Message, Does.Contain("holds no YAML mapping"));
        Assert.That(Fault(Write("broken", "a: [1,\nb: {")).Message, Does.Contain("is no YAML"));
    }

    [Test]
    public void Other_context_is_taken_by_name()
    {
        string file = Write("config", Config(user: "{token: abc}"));
        Assert.That(
            () => KubernetesConnection.FromKubeconfig(file, "nope", TimeProvider.System),
            Throws.InstanceOf<KubernetesConfigurationException>().With.Message.Contains("--context: names nope, but contexts has only lab"));
    }

    [Test]
    public void Names_differ_by_case_as_kubectl_has_it() =>
        Assert.That(
            () => KubernetesConnection.FromKubeconfig(Write("config", Config(user: "{token: abc}")), "LAB", TimeProvider.System),
            Throws.InstanceOf<KubernetesConfigurationException>().With.Message.Contains("names LAB"));

    [Test]
    public async Task Token_of_a_file_beside_the_kubeconfig_goes_before_the_token_beside_it()
    {
        Write("token", "from-file\n");
        ConnectionSettings settings = Read(Write("config", Config(user: "{token: abc, tokenFile: token}")));
        Assert.That((await settings.Token!.GetAuthenticationHeaderAsync(CancellationToken.None)).ToString(), Is.EqualTo("Bearer from-file"));
    }

    [Test]
    public void Each_file_of_several_resolves_its_own_paths()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "other"));
        Write("other/token", "t");
        string first = Write("first", Config(user: "{token: abc}").Replace("me, user:", "nobody, user:", StringComparison.Ordinal));
        string second = Write("other/second", "users: [{name: me, user: {tokenFile: token}}]\n");
        Assert.That(() => KubernetesConnection.FromKubeconfig([first, second], context: null, TimeProvider.System).Dispose(), Throws.Nothing);
    }

    [Test]
    public void All_certificates_of_a_bundle_are_taken()
    {
        string bundle = MakeCertificate().Certificate + "\n" + MakeCertificate().Certificate;
        Write("ca.pem", bundle);
        string inFile = Write("file", Config(user: "{}", cluster: "{server: 'https://a', certificate-authority: ca.pem}"));
        string inData = Write("data", Config(user: "{}", cluster: $"{{server: 'https://a', certificate-authority-data: {Base64(bundle)}}}"));
        Assert.That((Read(inFile).Authorities!.Count, Read(inData).Authorities!.Count), Is.EqualTo((2, 2)));
    }

    [Test]
    public void Another_users_fields_do_not_matter()
    {
        string file = Write("config", Config(user: "{token: abc}") + "\n  - {name: other, user: {as: a, as-user-extra: {k: [v]}}}\n");
        Assert.That(() => Read(file), Throws.Nothing);
    }

    private static ConnectionSettings Read(string file) =>
        KubeconfigConnection.Read(Kubeconfig.Load([file]).Context(name: null), TimeProvider.System);

    private static KubernetesConfigurationException Fault(string file)
    {
        try
        {
            KubernetesConnection.FromKubeconfig(file, context: null, TimeProvider.System).Dispose();
        }
        catch (KubernetesConfigurationException fault)
        {
            return fault;
        }

        throw new AssertionException($"{file} was taken");
    }

    private static string Config(string user, string cluster = "{server: 'https://10.0.0.1:6443'}") => $"""
        current-context: lab
        contexts: [{"{"}name: lab, context: {"{"}cluster: c, user: me, namespace: qa{"}}"}]
        clusters: [{"{"}name: c, cluster: {cluster}{"}"}]
        users:
          - {"{"}name: me, user: {user}{"}"}
        """;

    private static (string Certificate, string Key) MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=me", key, HashAlgorithmName.SHA256);
        DateTimeOffset from = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using X509Certificate2 certificate = request.CreateSelfSigned(from, from.AddYears(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
