using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.TestKit;
using LustreOperator.Views.Tests.Inventory;

namespace LustreOperator.Cli.Tests.Pictures;

internal sealed class HostsCommandTests
{
    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start() => _sandbox = await InstalledSandbox.StartAsync();

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [TestCase("hosts")]
    [TestCase("hosts -o text")]
    public async Task Lab_without_hosts_is_told_what_to_do_next(string commandLine)
    {
        CliResult result = await _sandbox.RunAsync(commandLine);

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Done, "", "No hosts; kubectl lustre host add NAME makes one.\n")));
    }

    [Test]
    public async Task No_picture_is_drawn_of_no_hosts()
    {
        CliResult result = await _sandbox.RunAsync("hosts -o svg");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Failed, "", "kubectl lustre: there are no hosts to draw; kubectl lustre host add NAME makes one\n")));
    }

    [Test]
    public async Task Unknown_host_is_told_with_the_known_ones()
    {
        await _sandbox.HostAsync("kvm1");
        await _sandbox.HostAsync("kvm2");

        CliResult result = await _sandbox.RunAsync("hosts kvm1 storage");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Failed, "", "kubectl lustre: there is no host storage; there are kvm1, kvm2\n")));
    }

    [Test]
    public async Task Unknown_host_of_a_lab_without_hosts_is_told_what_to_do_next()
    {
        CliResult result = await _sandbox.RunAsync("hosts kvm1");

        Assert.That(result.Error, Is.EqualTo("kubectl lustre: there is no host kvm1; there are no hosts at all; kubectl lustre host add NAME makes one\n"));
    }

    [Test]
    public async Task All_hosts_are_a_line_each()
    {
        await _sandbox.HostAsync("kvm2");
        await _sandbox.HostAsync("kvm1");

        CliResult result = await _sandbox.RunAsync("hosts");

        Assert.That(result.Out, Does.Match(@"\ANAME +READY +CPUS +HCAS +NUMA +HUGEPAGES +LIBVIRT +AGE\nkvm1 +True +- +- +2 +- +- +\d+s\nkvm2 [^\n]*\n\z"));
    }

    [TestCase("hosts kvm1", true)]
    [TestCase("hosts kvm1 --devices false", false)]
    [TestCase("hosts kvm1 kvm2", false)]
    [TestCase("hosts --devices kvm1 kvm2", true)]
    [TestCase("hosts --devices", true)]
    public async Task Functions_are_told_of_one_host_or_when_asked_for(string commandLine, bool areTold)
    {
        await _sandbox.HostAsync("kvm1");
        await _sandbox.HostAsync("kvm2");

        CliResult result = await _sandbox.RunAsync(commandLine);

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out.Contains("\n01:00.0 ", StringComparison.Ordinal), Is.EqualTo(areTold));
    }

    [TestCase("mlx5_0 1:ACTIVE 200 Gb/sec (4X HDR)")]
    [TestCase("mlx5_4 was 1:ACTIVE 100 Gb/sec (4X EDR)")]
    [TestCase("14 +05:00.1")]
    [TestCase("8 GT/s x4 of x8")]
    [TestCase("4/8 VFs, 1 free")]
    [TestCase("VF of 41:00.0")]
    [TestCase("host: interface eth0 has address 10.0.0.2")]
    [TestCase("domain win10")]
    [TestCase("DevicesAsListed is False (SomeDevicesUnfit): 0000:82:00.0: the host has no such function")]
    public async Task What_an_agent_reports_comes_through_the_API_server(string words)
    {
        KvmHost host = InventoryLabs.Everything().Hosts.Single();
        await _sandbox.ApplyAsync(Kinds.KvmHosts, "", "kvm1", new JsonObject { ["spec"] = Json(host.Spec) });
        await _sandbox.StatusAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), Json(host.Status!));

        CliResult result = await _sandbox.RunAsync("hosts kvm1");

        Assert.That(result.Out, Does.Contain(words));
    }

    [Test]
    public async Task Machines_of_all_namespaces_are_mapped()
    {
        await PlaceAsync();

        CliResult result = await _sandbox.RunAsync("hosts -o text --namespace elsewhere");

        Assert.That(result.Out, Does.Contain("│A0│A1│·").And.Contains("A  default/ha-oss-0").And.Contains("A lnet"));
        Assert.That(result.Out, Does.Not.Contain("You may list"));
    }

    [Test]
    public async Task Who_may_not_list_all_machines_sees_those_of_a_namespace_and_is_told_so()
    {
        await PlaceAsync();
        await MayAsync("default");

        CliResult result = await Cli.RunAsync(_sandbox.Folder, "hosts -o text --namespace default --kubeconfig viewer.kubeconfig");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out, Does.Contain("\nYou may list machines of namespace default alone: what others hold may look free here.\n").And.Contains("A  default/ha-oss-0"));
    }

    [Test]
    public async Task Who_may_list_no_machines_sees_the_hosts_and_is_told_so()
    {
        await PlaceAsync();
        await MayAsync("default");

        CliResult result = await Cli.RunAsync(_sandbox.Folder, "hosts --devices --namespace kube-system --kubeconfig viewer.kubeconfig");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out, Does.Contain("\n01:00.0 "));
        Assert.That(result.Error, Is.EqualTo("note: You may list no machines: what they hold may look free here.\n"));
    }

    [Test]
    public async Task Drawing_is_one_file()
    {
        await _sandbox.HostAsync("kvm1");

        CliResult result = await _sandbox.RunAsync("hosts kvm1 -o svg");

        Assert.That(result.Out, Does.StartWith("<svg ").And.EndsWith("</svg>\n"));
    }

    [TestCase("json")]
    [TestCase("yaml")]
    public async Task Programs_get_the_model(string format)
    {
        await PlaceAsync();

        CliResult result = await _sandbox.RunAsync($"hosts kvm1 -o {format}");

        await File.WriteAllTextAsync(Path.Combine(_sandbox.Folder, "model"), result.Out);
        JsonNode model = YamlFile.Read(Path.Combine(_sandbox.Folder, "model")).Single();
        JsonNode device = model["hosts"]![0]!["sockets"]![0]!["nodes"]![0]!["devices"]![0]!;
        Assert.That((string?)model["hosts"]![0]!["name"], Is.EqualTo("kvm1"));
        Assert.That((string?)device["owner"]!["machine"], Is.EqualTo("default/ha-oss-0"));
    }

    [TestCase("kubectl-lustre hosts kv", "kvm1")]
    [TestCase("kubectl-lustre hosts kvm1 kv", "kvm2")]
    [TestCase("kubectl-lustre hosts -o s", "svg")]
    [TestCase("kubectl-lustre topology h", "ha")]
    public async Task Names_are_completed(string line, string suggestion)
    {
        await PlaceAsync();
        await _sandbox.HostAsync("kvm2");
        using StringWriter output = new() { NewLine = "\n" };
        string whole = line.Replace("kubectl-lustre", $"kubectl-lustre --kubeconfig {_sandbox.Folder}/kubeconfig", StringComparison.Ordinal);

        await LustreCommand.RunAsync([$"[suggest:{whole.Length}]", whole], new Shell(output, TextWriter.Null, TimeProvider.System, _sandbox.Folder));

        Assert.That(output.ToString().Split('\n'), Does.Contain(suggestion));
    }

    private async Task PlaceAsync()
    {
        await _sandbox.HostAsync("kvm1");
        await _sandbox.PlaceAsync(await _sandbox.ClusterAsync("ha", """
            {"networks": [{"name": "lnet", "hca": {"fabric": "ib-a"}}],
             "machines": [{"name": "oss", "roles": ["OSS"], "count": 1, "cpu": {"count": 2}, "memory": {"size": "1Gi"}, "networks": ["lnet"]}]}
            """));
    }

    // A kubeconfig of one who may list hosts, and machines of one namespace.
    private async Task MayAsync(string inNamespace)
    {
        await _sandbox.RunAsync("host add viewer --output viewer.kubeconfig");
        await _sandbox.ApplyAsync(Kinds.ClusterRoles, "", "lustre-agent-viewer", new JsonObject { ["rules"] = new JsonArray(List(KvmHost.Plural)) });
        await _sandbox.Client.DeleteAsync(Kinds.ClusterRoleBindings, new ObjectKey("", "lustre-agent-viewer:machines"), new V1DeleteOptions(), CancellationToken.None);
        await _sandbox.ApplyAsync(Kinds.Roles, inNamespace, "viewer", new JsonObject { ["rules"] = new JsonArray(List(LustreMachine.Plural)) });
        await _sandbox.ApplyAsync(Kinds.RoleBindings, inNamespace, "viewer", new JsonObject
        {
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Role", ["name"] = "viewer" },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "lustre-agent-viewer", ["namespace"] = ApiNames.SystemNamespace }),
        });
    }

    private static JsonNode? Json<T>(T value) => JsonSerializer.SerializeToNode(value, ApiJson.Default.GetTypeInfo(typeof(T))!);

    private static JsonObject List(string resource) => new()
    {
        ["apiGroups"] = new JsonArray(ApiNames.Group),
        ["resources"] = new JsonArray(resource),
        ["verbs"] = new JsonArray("list"),
    };
}
