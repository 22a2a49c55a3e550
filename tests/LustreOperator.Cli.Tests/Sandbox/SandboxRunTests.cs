using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Sandbox;

[UnsupportedOSPlatform("windows")]
internal sealed class SandboxRunTests
{
    private ScratchFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new ScratchFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task Sandbox_answers_until_it_is_stopped_and_takes_its_kubeconfig_along()
    {
        using CancellationTokenSource stop = new();
        Task<CliResult> run = Cli.RunAsync(_folder.Path, "sandbox --api-only --kubeconfig kc", stop.Token);
        await Eventually.That(() => run.IsCompleted || File.Exists(_folder.File("kc")));

        UnixFileMode mode = File.GetUnixFileMode(_folder.File("kc"));
        using KubernetesClient client = new(
            KubernetesConnection.FromKubeconfig(_folder.File("kc"), context: null, TimeProvider.System),
            new KubernetesClientOptions(),
            TimeProvider.System,
            new Random(1));
        string? version = (string?)(await client.GetJsonAsync("version", CancellationToken.None))["major"];
        await stop.CancelAsync();
        CliResult result = await Eventually.Completes(run);

        Assert.That(version, Is.EqualTo("1"));
        Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out, Does.Contain("Kubernetes API on https://127.0.0.1:").And.Contains($"export KUBECONFIG={_folder.File("kc")}"));
        Assert.That(_folder.File("kc"), Does.Not.Exist);
    }

    [Test]
    public async Task Port_that_is_taken_is_told()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        CliResult result = await Cli.RunAsync(_folder.Path, $"sandbox --api-only --kubeconfig kc --port {port}");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.StartWith($"kubectl lustre: cannot listen on port {port}").And.Contains("give another --port, or none"));
        Assert.That(_folder.File("kc"), Does.Not.Exist);
    }

    [Test]
    public async Task Kubeconfig_of_somebody_else_is_not_overwritten()
    {
        await File.WriteAllTextAsync(_folder.File("kc"), "current-context: production\n");

        CliResult result = await Cli.RunAsync(_folder.Path, "sandbox --api-only --kubeconfig kc");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("exists and holds something else"));
        Assert.That(await File.ReadAllTextAsync(_folder.File("kc")), Is.EqualTo("current-context: production\n"));
    }
}
