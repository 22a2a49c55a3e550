using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;
using LustreOperator.TestKit;

namespace LustreOperator.Lab.Tests;

[UnsupportedOSPlatform("windows")]
internal sealed class SandboxRunTests
{
    private string _folder = null!;

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("lustre-lab-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Sandbox_answers_until_it_is_stopped_and_takes_its_kubeconfig_along()
    {
        using CancellationTokenSource stop = new();
        Task<Result> run = RunAsync("--api-only --kubeconfig kc", stop.Token);
        await Eventually.That(() => run.IsCompleted || File.Exists(Kubeconfig));

        UnixFileMode mode = File.GetUnixFileMode(Kubeconfig);
        using KubernetesClient client = new(
            KubernetesConnection.FromKubeconfig(Kubeconfig, context: null, TimeProvider.System),
            new KubernetesClientOptions(),
            TimeProvider.System,
            new Random(1));
        string? version = (string?)(await client.GetJsonAsync("version", CancellationToken.None))["major"];
        await stop.CancelAsync();
        Result result = await Eventually.Completes(run);

        Assert.That(version, Is.EqualTo("1"));
        Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out, Does.Contain("Kubernetes API on https://127.0.0.1:").And.Contains($"export KUBECONFIG={Kubeconfig}"));
        Assert.That(Kubeconfig, Does.Not.Exist);
    }

    [Test]
    public async Task Port_that_is_taken_is_told()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Result result = await RunAsync($"--api-only --kubeconfig kc --port {port}");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.StartWith($"kubectl lustre: cannot listen on port {port}").And.Contains("give another --port, or none"));
        Assert.That(Kubeconfig, Does.Not.Exist);
    }

    [Test]
    public async Task Kubeconfig_of_somebody_else_is_not_overwritten()
    {
        await File.WriteAllTextAsync(Kubeconfig, "current-context: production\n");

        Result result = await RunAsync("--api-only --kubeconfig kc");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("exists and holds something else"));
        Assert.That(await File.ReadAllTextAsync(Kubeconfig), Is.EqualTo("current-context: production\n"));
    }

    private string Kubeconfig => Path.Combine(_folder, "kc");

    // The whole program in process, as a user meets it: words in; output and exit code out.
    private async Task<Result> RunAsync(string commandLine, CancellationToken cancel = default)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        Shell shell = new(output, error, TimeProvider.System, _folder);
        int code = await LustreCommand.RunAsync(["sandbox", .. commandLine.Split(' ')], shell, SandboxRun.RunAsync, cancel);
        return new Result(code, output.ToString(), error.ToString());
    }

    private sealed record Result(int Code, string Out, string Error);
}
