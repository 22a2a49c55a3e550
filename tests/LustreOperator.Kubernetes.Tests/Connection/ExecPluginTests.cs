using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>Credential plugins as kubectl runs them: real processes, written by the test as shell scripts.</summary>
public sealed class ExecPluginTests
{
    private const string Version = "client.authentication.k8s.io/v1";

    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private string _directory = "";

    private int Runs => File.Exists(PathOf("runs")) ? File.ReadAllLines(PathOf("runs")).Length : 0;

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("exec-").FullName;

    [TearDown]
    public void Drop()
    {
        _stop.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public async Task Arguments_arrive_one_by_one_with_their_blanks()
    {
        WritePlugin("""printf '%s\n' "$#" "$@" >args""", Token("t"));
        await GiveAsync(Login(args: """, "one two", "", "it's \"three\"", $HOME"""));
        Assert.That(await File.ReadAllLinesAsync(PathOf("args")), Is.EqualTo((string[])["4", "one two", "", "it's \"three\"", "$HOME"]));
    }

    [Test]
    public async Task Environment_is_ours_with_what_the_kubeconfig_adds()
    {
        WritePlugin("""printf '%s\n' "$LAB" "$PATH" >env""", Token("t"));
        await GiveAsync(Login(more: ", env: [{name: LAB, value: 'a b'}]"));
        Assert.That(await File.ReadAllLinesAsync(PathOf("env")), Is.EqualTo((string[])["a b", Environment.GetEnvironmentVariable("PATH")!]));
    }

    [Test]
    public async Task Command_with_a_slash_is_a_path_from_the_kubeconfig()
    {
        WritePlugin("", Token("t"));
        File.CreateSymbolicLink(PathOf("shell"), "/bin/sh");
        Assert.That((await GiveAsync(Login(command: "./shell"))).ToString(), Is.EqualTo("Bearer t"));
    }

    [Test]
    public async Task It_runs_once_for_all_requests()
    {
        WritePlugin("", Token("t"));
        ExecLogin login = Login();
        Assert.That(Runs, Is.Zero, "nothing runs before it is needed");
        AuthenticationHeaderValue[] given = await Eventually.Completes(Task.WhenAll(Enumerable.Range(0, 8).Select(_ => GiveAsync(login))));
        Assert.That(given.Select(header => header.ToString()), Is.All.EqualTo("Bearer t"));
        Assert.That(Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Token_is_asked_for_again_shortly_before_it_expires()
    {
        WritePlugin("", Token("t", expires: _time.GetUtcNow().AddMinutes(10)));
        ExecLogin login = Login();
        await GiveAsync(login);
        _time.Advance(TimeSpan.FromSeconds(569));
        await GiveAsync(login);
        Assert.That(Runs, Is.EqualTo(1));
        WritePlugin("", Token("next"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await GiveAsync(login)).ToString(), Is.EqualTo("Bearer next"));
        Assert.That(Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task Token_that_the_server_refuses_is_asked_for_again_once()
    {
        WritePlugin("", Token("old"));
        using ScriptedApi api = new()
        {
            Always = request =>
            {
                if (request.Headers["Authorization"] == "Bearer old")
                {
                    request.Refuse(401, "Unauthorized");
                }
                else
                {
                    request.Answer(Valve.Make("one", 5));
                }
            },
        };
        ExecLogin login = Login();
        ConnectionSettings settings = new()
        {
            Server = new Uri("http://scripted.test/"),
            Namespace = "lab",
            Source = "a test",
            Token = login,
            Login = login,
        };
        using KubernetesConnection connection = new(settings) { Network = api };
        using KubernetesClient client = new(connection, new KubernetesClientOptions(), _time, new Random(1));
        Assert.That(GetAsync, Throws.InstanceOf<KubernetesStatusException>());
        WritePlugin("", Token("new"));
        Assert.That(GetAsync, Throws.Nothing);
        Assert.That(GetAsync, Throws.Nothing);
        Assert.That(Runs, Is.EqualTo(2));

        Task<Valve> GetAsync() => Eventually.Completes(client.GetAsync(Valve.Resource, Valve.Key("one"), _stop.Token));
    }

    [Test]
    public async Task Certificate_is_shown_and_made_anew_before_connections_could_outlive_it()
    {
        WritePlugin("", Certificate("CN=first", _time.GetUtcNow().AddHours(1)));
        ExecLogin login = Login();
        Assert.That(await login.GetAuthenticationHeaderAsync(_stop.Token), Is.Null);
        Assert.That((login.Certificate!.Subject, login.Certificate.HasPrivateKey), Is.EqualTo(("CN=first", true)));
        WritePlugin("", Certificate("CN=second", _time.GetUtcNow().AddHours(2)));
        _time.Advance(TimeSpan.FromHours(1) - (ExecLogin.ConnectionLifetime * 2));
        await login.GetAuthenticationHeaderAsync(_stop.Token);
        Assert.That(login.Certificate!.Subject, Is.EqualTo("CN=second"));
    }

    [Test]
    public async Task It_is_told_what_it_answers_for_and_whether_it_may_ask()
    {
        WritePlugin("""printf '%s' "$KUBERNETES_EXEC_INFO" >info""", Token("t"));
        await GiveAsync(Login(hasTerminal: true));
        Assert.That(await InfoAsync(), Is.EqualTo(
            """{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":true}}"""));
        await GiveAsync(Login());
        Assert.That(await InfoAsync(), Does.Contain("\"interactive\":false"));
        await GiveAsync(Login(mode: "Never", hasTerminal: true));
        Assert.That(await InfoAsync(), Does.Contain("\"interactive\":false"));
    }

    [Test]
    public async Task It_is_told_of_the_cluster_where_the_kubeconfig_says_so()
    {
        WritePlugin("""printf '%s' "$KUBERNETES_EXEC_INFO" >info""", Token("t"));
        await GiveAsync(Login(
            more: ", provideClusterInfo: true",
            cluster: """
                , tls-server-name: api.lab, certificate-authority-data: QUJD, proxy-url: 'http://proxy:3128',
                  extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: "7", port: 7, on: [true]}}]
                """));
        JsonNode cluster = JsonNode.Parse(await InfoAsync())!["spec"]!["cluster"]!;
        Assert.That(cluster.ToJsonString(), Is.EqualTo(
            """{"server":"https://10.0.0.1","tls-server-name":"api.lab","certificate-authority-data":"QUJD","proxy-url":"http://proxy:3128","""
            + "\"config\":{\"audience\":\"7\",\"port\":7,\"on\":[true]}}"));
    }

    [Test]
    public void It_that_must_ask_is_refused_where_nobody_can_answer()
    {
        WritePlugin("", Token("t"));
        Assert.That(() => GiveAsync(Login(mode: "Always")), Fails("users[me].user.exec", "there is no terminal"));
        Assert.That(Runs, Is.Zero);
    }

    [Test]
    public void Plugin_that_is_not_installed_is_told_with_the_hint_of_the_kubeconfig()
    {
        Assert.That(() => GiveAsync(Login(command: "no-such-login", more: ", installHint: 'run apt install login'")),
            Fails("users[me].user.exec.command", "no-such-login cannot be run").And.Message.Contains("run apt install login"));
    }

    [TestCase("echo the secret; exit 0", "printed something else than an ExecCredential")]
    [TestCase("exit 3", "failed with exit code 3")]
    [TestCase("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}'""", "must be an ExecCredential of")]
    [TestCase("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}'""", "gave neither a token nor a certificate")]
    [TestCase("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"k"}}'""", "they go together")]
    [TestCase("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"k","clientCertificateData":"c"}}'""", "cannot be used")]
    public void What_it_gives_wrongly_is_told_without_its_words(string script, string words)
    {
        WritePlugin(script, "");
        Assert.That(() => GiveAsync(Login()), Fails("users[me].user.exec", words).And.Message.Not.Contains("secret"));
    }

    [Test]
    public async Task It_ends_with_the_request_that_waits_for_it()
    {
        WritePlugin("sleep 600 & echo $! >pid; wait", "");
        Task<AuthenticationHeaderValue> given = GiveAsync(Login());
        await Eventually.That(() => File.Exists(PathOf("pid")) && File.ReadAllText(PathOf("pid")).Length > 0);
        await _stop.CancelAsync();
        Assert.That(() => Eventually.Completes(given), Throws.InstanceOf<OperationCanceledException>());
        string child = (await File.ReadAllTextAsync(PathOf("pid"))).Trim();
        await Eventually.That(() => !File.Exists($"/proc/{child}/stat") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z", StringComparison.Ordinal));
    }

    [Test]
    public void It_that_never_answers_is_ended_and_told()
    {
        WritePlugin("touch started; sleep 600", "");
        Task<AuthenticationHeaderValue> given = GiveAsync(Login());
        Assert.That(
            async () =>
            {
                await Eventually.That(() => File.Exists(PathOf("started")));
                _time.Advance(TimeSpan.FromMinutes(2));
                await Eventually.Completes(given);
            },
            Fails("users[me].user.exec", "gave no answer within 2 minutes"));
    }

    private static NUnit.Framework.Constraints.EqualStringConstraint Fails(string field, string words) =>
        Throws.InstanceOf<KubernetesConfigurationException>()
            .With.Message.Contains(words).And.Property(nameof(KubernetesConfigurationException.Field)).EqualTo(field);

    private static string Token(string token, DateTimeOffset? expires = null)
    {
        JsonObject status = new() { ["token"] = token };
        if (expires is { } at)
        {
            status["expirationTimestamp"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        }

        return Credential(status);
    }

    private static string Certificate(string subject, DateTimeOffset until)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(until.AddDays(-1), until);
        return Credential(new JsonObject
        {
            ["clientCertificateData"] = certificate.ExportCertificatePem(),
            ["clientKeyData"] = key.ExportPkcs8PrivateKeyPem(),
        });
    }

    private static string Credential(JsonObject status) => new JsonObject
    {
        ["kind"] = "ExecCredential",
        ["apiVersion"] = Version,
        ["status"] = status,
    }.ToJsonString(JsonSerializerOptions.Default);

    private Task<AuthenticationHeaderValue> GiveAsync(ExecLogin login) => login.GetAuthenticationHeaderAsync(_stop.Token);

    private Task<string> InfoAsync() => File.ReadAllTextAsync(PathOf("info"));

    private ExecLogin Login(
        string command = "sh", string args = "", string mode = "IfAvailable", string more = "", string cluster = "", bool hasTerminal = false)
    {
        string file = PathOf("config");
        File.WriteAllText(file, $$"""
            current-context: lab
            contexts: [{name: lab, context: {cluster: c, user: me} }]
            clusters: [{name: c, cluster: {server: 'https://10.0.0.1' {{cluster}} } }]
            users: [{name: me, user: {exec: {apiVersion: {{Version}}, interactiveMode: {{mode}}, command: {{command}}, args: ['{{PathOf("login")}}'{{args}}] {{more}} } } }]
            """);
        KubeconfigContext context = Kubeconfig.Load([file]).Context(name: null);
        return new ExecLogin(ExecPlugin.Of(context, context.User!.ExternalExecution), _time, hasTerminal);
    }

    private void WritePlugin(string script, string answer)
    {
        File.WriteAllText(PathOf("answer"), answer);
        File.WriteAllText(PathOf("login"), $"cd '{_directory}' || exit 9\necho >>runs\n{script}\ncat answer\n");
    }

    private string PathOf(string name) => Path.Combine(_directory, name);
}
