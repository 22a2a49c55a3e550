using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>The plugin's commands for users, on simulated hosts with the operator and the agents.</summary>
[Category("e2e")]
internal sealed class PluginTests
{
    private string _temporary = null!;
    private BuiltProgram _sandbox = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _temporary = Directory.CreateTempSubdirectory("plugin-test-").FullName;
        string kubeconfig = Path.Combine(_temporary, "kubeconfig");
        _sandbox = BuiltProgram.Start("LustreOperator.Cli", "kubectl-lustre", "sandbox", "--hosts", "8", "--kubeconfig", kubeconfig);
        await Eventually.That(() => _sandbox.Log.Contains("hosts ready: 8/8", StringComparison.Ordinal), () => _sandbox.Log, LustreLab.Patience);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _sandbox.DisposeAsync();
        Directory.Delete(_temporary, recursive: true);
    }

    [Test]
    public async Task Cluster_is_planned_explained_stopped_and_started()
    {
        string file = RepositoryRoot.File("deploy", "examples", "ha.yaml");
        JsonNode planned = JsonNode.Parse((await PluginAsync("plan", "-f", file, "-o", "json")).Succeeded())!["plans"]![0]!;

        await KubectlAsync("apply", "-f", file);
        await KubectlAsync("wait", "--for=condition=Ready", "lc/ha", "--timeout=60s");

        JsonArray machines = JsonNode.Parse(await KubectlAsync("get", "lm", "-o", "json"))!["items"]!.AsArray();
        Assert.That(
            machines.Select(machine => $"{machine!["metadata"]!["name"]} {machine["spec"]!["host"]} {machine["spec"]!["cpu"]!["emulatorCpus"]}"),
            Is.EquivalentTo(planned["create"]!.AsArray().Select(made => $"{made!["name"]} {made["place"]!["host"]} {made["place"]!["emulatorCpus"]}")),
            "the plan is what happened");
        Assert.That((await PluginAsync("plan", "-f", file)).Succeeded(), Does.StartWith("cluster default/ha: nothing would happen\n"));
        Assert.That((await PluginAsync("why", "ha-oss-0")).Succeeded(), Does.Match(@"kvm\d +chosen +comes first of the hosts that fit"));

        Assert.That((await PluginAsync("stop", "ha-oss-0", "--wait", "--timeout", "60s")).Succeeded(), Is.EqualTo("ha-oss-0 stops\nha-oss-0 is off\n"));
        Assert.That((await PluginAsync("stop", "ha-oss-0")).Succeeded(), Is.EqualTo("ha-oss-0 is off already\n"));
        Assert.That((await PluginAsync("start", "ha-oss-0", "--wait", "--timeout", "60s")).Succeeded(), Is.EqualTo("ha-oss-0 starts\nha-oss-0 is running\n"));
        Assert.That((await PluginAsync("restart", "ha-oss-0", "--wait", "--timeout", "60s")).Succeeded(), Is.EqualTo("ha-oss-0 restarts\nha-oss-0 has restarted\n"));
        Assert.That((await PluginAsync("plan", "ha")).Succeeded(), Does.StartWith("cluster default/ha: nothing would happen\n"));
    }

    private Task<CommandResult> PluginAsync(params string[] arguments) =>
        Command.RunAsync(BuiltProgram.PathOf("LustreOperator.Cli", "kubectl-lustre"), arguments, Environment());

    private async Task<string> KubectlAsync(params string[] arguments) => (await Command.RunAsync("kubectl", arguments, Environment())).Succeeded();

    private Dictionary<string, string> Environment() => new() { ["KUBECONFIG"] = Path.Combine(_temporary, "kubeconfig") };
}
