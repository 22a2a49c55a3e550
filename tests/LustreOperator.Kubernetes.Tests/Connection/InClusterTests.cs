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
    public async Task Token_is_read_again_each_minute_and_survives_its_replacement()
    {
        string file = Write("token", "first\n");
        FileToken token = FileToken.From(file, _time);
        Write("token", "second");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(await GivenAsync(token), Is.EqualTo("Bearer first"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await GivenAsync(token), Is.EqualTo("Bearer second"));
        File.Delete(file);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await GivenAsync(token), Is.EqualTo("Bearer second"));
    }

    [Test]
    public void Files_of_the_pod_give_address_and_namespace()
    {
        Write("token", "t");
        Write("ca.crt", "");
        Write("namespace", "lustre-system\n");
        using KubernetesConnection connection = new(InClusterFiles.Read(_directory, "fd00::1", "443", _time));
        Assert.That(connection.BaseAddress, Is.EqualTo(new Uri("https://[fd00::1]/")));
        Assert.That(connection.Namespace, Is.EqualTo("lustre-system"));
    }

    [Test]
    public void Missing_pieces_are_named()
    {
        Assert.That(
            () => InClusterFiles.Read(_directory, host: null, "443", _time),
            Throws.InstanceOf<KubernetesConfigurationException>().With.Message.Contains("this is no pod; use a kubeconfig"));
        Assert.That(
            () => InClusterFiles.Read(_directory, "10.0.0.1", "443", _time),
            Throws.InstanceOf<KubernetesConfigurationException>().With.Message.Contains("ca.crt: the certificate authority cannot be read"));
        Write("ca.crt", "");
        Assert.That(
            () => InClusterFiles.Read(_directory, "10.0.0.1", "443", _time),
            Throws.InstanceOf<KubernetesConfigurationException>().With.Message.Contains("token: the token cannot be read"));
    }

    private static async Task<string> GivenAsync(FileToken token) => (await token.GetAuthenticationHeaderAsync(CancellationToken.None)).ToString();

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
