using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>Operator and agent as native programs: code that nobody seems to call is gone from them, and there is no runtime that could make it.</summary>
[Category("e2e")]
internal sealed class ShippedProgramsTests
{
    private const string Host = "kvm-native";

    private string _folder = "";
    private string _operator = "";
    private string _agent = "";

    [OneTimeSetUp]
    public async Task Publish()
    {
        _folder = Directory.CreateTempSubdirectory("shipped-").FullName;
        _operator = await Shipped.OperatorAsync(_folder);
        _agent = await Shipped.AgentAsync(_folder);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Cluster_becomes_Ready_and_goes()
    {
        await SharedLab.LeaveAsync();
        await using TestCluster cluster = await TestCluster.StartAsync();
        await cluster.Operator.StopAsync();
        string ns = await cluster.NewNamespace();
        string kubeconfig = await cluster.AddHostAsync(Host);
        int port = FreePort();
        await using BuiltProgram controller = BuiltProgram.StartFile(
            _operator, "--kubeconfig", cluster.OperatorKubeconfig, "--health-port", port.ToString(CultureInfo.InvariantCulture), "--namespace", cluster.InstalledIn);
        await using BuiltProgram agent = BuiltProgram.StartFile(
            _agent, "--host", Host, "--libvirt-uri", $"simulated:///talk-2011?host={Host}", "--kubeconfig", kubeconfig, "--health-port", "0", "--log-format", "json");

        await cluster.Apply(ns, """
            apiVersion: lustre-operator.dev/v1alpha1
            kind: LustreCluster
            metadata: {name: mine}
            spec:
              machines: [{name: oss, roles: [OSS], count: 2, cpu: {count: 2}, memory: {size: 1Gi}, shutdownGraceSeconds: 1}]
            """);
        await cluster.Kubectl(ns, "wait", "--for=condition=Ready", "lc/mine");
        Assert.That(await cluster.Kubectl(ns, "get", "events", "-o", "name"), Is.Not.Empty);
        using HttpClient http = new();
        string metrics = await http.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/metrics")));
        Assert.That(metrics, Does.Contain("rest_client_requests_total{").And.Contain("controller_runtime_reconcile_total{").And.Contain("dotnet_"));
        Assert.That(agent.Log, Does.Contain("\"LogLevel\":\"Information\""));

        await cluster.Kubectl(ns, "delete", "lc", "mine");
        Assert.That(await cluster.Kubectl(ns, "get", "lm", "-o", "name"), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Wrong_argument_is_told(bool isAgent)
    {
        CommandResult refused = await Command.RunAsync(isAgent ? _agent : _operator, ["--health-port", "many"]);
        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Errors, Does.Contain("'many'"));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
