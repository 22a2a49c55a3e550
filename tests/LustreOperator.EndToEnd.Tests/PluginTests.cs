using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>The plugin's commands for users, on simulated hosts with the operator and the agents.</summary>
[Category("e2e")]
internal sealed class PluginTests
{
    private SimulatedLab _lab = null!;

    [OneTimeSetUp]
    public async Task Start() => _lab = await SimulatedLab.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _lab.DisposeAsync();

    [Test]
    public async Task Cluster_is_planned_explained_stopped_and_started()
    {
        string file = RepositoryRoot.File("deploy", "examples", "ha.yaml");
        JsonNode planned = JsonNode.Parse((await PluginAsync("plan", "-f", file, "-o", "json")).Succeeded())!["plans"]![0]!;

        await KubectlAsync("apply", "-f", file);
        await KubectlAsync("wait", "--for=condition=Ready", "lc/ha");

        JsonArray machines = JsonNode.Parse(await KubectlAsync("get", "lm", "-o", "json"))!["items"]!.AsArray();
        Assert.That(
            machines.Select(machine => $"{machine!["metadata"]!["name"]} {machine["spec"]!["host"]} {machine["spec"]!["cpu"]!["emulatorCpus"]}"),
            Is.EquivalentTo(planned["create"]!.AsArray().Select(made => $"{made!["name"]} {made["place"]!["host"]} {made["place"]!["emulatorCpus"]}")),
            "the plan is what happened");
        Assert.That((await PluginAsync("plan", "-f", file)).Succeeded(), Does.StartWith("cluster default/ha: nothing would happen\n"));
        Assert.That((await PluginAsync("why", "ha-oss-0")).Succeeded(), Does.Match(@"kvm\d +chosen +comes first of the hosts that fit"));

        Assert.That((await PluginAsync("stop", "ha-oss-0", "--wait", "--timeout", "30m")).Succeeded(), Is.EqualTo("ha-oss-0 stops\nha-oss-0 is off\n"));
        Assert.That((await PluginAsync("stop", "ha-oss-0")).Succeeded(), Is.EqualTo("ha-oss-0 is off already\n"));
        Assert.That((await PluginAsync("start", "ha-oss-0", "--wait", "--timeout", "30m")).Succeeded(), Is.EqualTo("ha-oss-0 starts\nha-oss-0 is running\n"));
        Assert.That((await PluginAsync("restart", "ha-oss-0", "--wait", "--timeout", "30m")).Succeeded(), Is.EqualTo("ha-oss-0 restarts\nha-oss-0 has restarted\n"));
        Assert.That((await PluginAsync("plan", "ha")).Succeeded(), Does.StartWith("cluster default/ha: nothing would happen\n"));
    }

    [TestCase("destroy", "domain default.hand-oss-0 runs")]
    [TestCase("crash", "domain default.hand-oss-0 runs")]
    [TestCase("suspend", "domain default.hand-oss-0 runs")]
    [TestCase("unpin", "domain default.hand-oss-0 runs")]
    public async Task What_another_hand_does_to_a_simulated_host_is_put_right(string deed, string message)
    {
        await _lab.Apply("default", Hand);
        await _lab.WaitReady("default", "hand");
        string before = await RepairsAsync();

        await _lab.Kubectl("default", "annotate", "lm", "hand-oss-0", $"sandbox.lustre-operator.dev/hand={deed}");

        await LustreLab.Until(async () => await RepairsAsync() != before, $"an Event that tells of the repair of {deed}");
        await LustreLab.Until(async () => (await _lab.Kubectl("default", "get", "lm", "hand-oss-0", "-o", Ready)) == $"True {message}", "the machine is as it was");
        Assert.That((await _lab.Get("default", "lm", "hand-oss-0"))["metadata"]!["annotations"]!.AsObject().ContainsKey("sandbox.lustre-operator.dev/hand"), Is.False);
    }

    private const string Ready = "jsonpath={.status.conditions[?(@.type==\"Ready\")].status} {.status.conditions[?(@.type==\"Ready\")].message}";

    private const string Hand = """
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreCluster
        metadata: {name: hand}
        spec:
          machines: [{name: oss, roles: [OSS], cpu: {count: 2}, memory: {size: 1Gi}, shutdownGraceSeconds: 1}]
        """;

    // Of starts, resumes and pins, with how often: each repair is one of these.
    private Task<string> RepairsAsync() => _lab.Kubectl(
        "default", "get", "events", "--field-selector", "involvedObject.name=hand-oss-0", "-o", "jsonpath={range .items[*]}{.reason} {.count} {.series.count}{\"\\n\"}{end}");

    private Task<CommandResult> PluginAsync(params string[] arguments) => _lab.Plugin(arguments);

    private Task<string> KubectlAsync(params string[] arguments) => _lab.Kubectl("default", arguments);
}
