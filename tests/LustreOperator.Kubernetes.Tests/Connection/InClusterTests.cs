using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

public sealed class InClusterTests
{
    private readonly ManualTimeProvider _time = new();
    private string _directory = "";

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("serviceaccount-").FullName;

    [TearDown]
    public void Drop() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Token_is_read_again_each_minute_and_survives_its_replacement()
    {
        string file = Write("token", "first\n");
        TokenSource token = TokenSource.FromFile(file, _time);
        Write("token", "second");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(token.Get(), Is.EqualTo("first"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(token.Get(), Is.EqualTo("second"));
        File.Delete(file);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(token.Get(), Is.EqualTo("second"));
    }

    [Test]
    public void Files_of_the_pod_give_address_and_namespace()
    {
        Write("token", "t");
        Write("ca.crt", "");
        Write("namespace", "lustre-system\n");
        using KubernetesConnection connection = InClusterFiles.Make(_directory, "fd00::1", "443", _time);
        Assert.That(connection.BaseAddress, Is.EqualTo(new Uri("https://[fd00::1]/")));
        Assert.That(connection.Namespace, Is.EqualTo("lustre-system"));
    }

    [Test]
    public void Missing_pieces_are_named()
    {
        Assert.That(
            () => InClusterFiles.Make(_directory, host: null, "443", _time),
            Throws.InstanceOf<KubernetesConfigurationException>().With.Message.Contains("this is no pod; use a kubeconfig"));
        Assert.That(
            () => InClusterFiles.Make(_directory, "10.0.0.1", "443", _time),
            Throws.InstanceOf<KubernetesConfigurationException>().With.Message.Contains("ca.crt: the certificate authority cannot be read"));
        Write("ca.crt", "");
        Assert.That(
            () => InClusterFiles.Make(_directory, "10.0.0.1", "443", _time),
            Throws.InstanceOf<KubernetesConfigurationException>().With.Message.Contains("token: the token cannot be read"));
    }

    [Test]
    public async Task Requests_carry_the_token_and_the_name_for_tls()
    {
        using ScriptedApi api = new();
        using CredentialHandler handler = new(api, TokenSource.Fixed("abc"), "kubernetes.test");
        using HttpMessageInvoker http = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Get, "https://10.0.0.1/version");
        Task<HttpResponseMessage> sent = http.SendAsync(request, CancellationToken.None);
        ScriptedRequest seen = await api.NextAsync();
        Assert.That(seen.Headers["Authorization"], Is.EqualTo("Bearer abc"));
        Assert.That(seen.Headers["Host"], Is.EqualTo("kubernetes.test"));
        seen.Answer(200, "{}");
        (await sent).Dispose();
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
