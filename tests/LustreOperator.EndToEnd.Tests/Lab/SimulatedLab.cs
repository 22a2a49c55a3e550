using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>
/// <c>kubectl lustre sandbox</c> with simulated hosts, as its user has it, driven by kubectl and the plugin. Hypervisors are simulated (the contract
/// tests hold them to the real one); everything else is the product.
/// </summary>
internal sealed class SimulatedLab : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulated-lab-").FullName;
    private readonly string _plugin;
    private BuiltProgram _sandbox = null!;

    private SimulatedLab(string plugin) => _plugin = plugin;

    private string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    /// <summary>
    /// Starts one; <paramref name="plugin"/> is the path of the plugin's program, as it was built when none is given; <paramref name="shape"/> is the
    /// folder of the hosts' shape, the machine of 2011 when none is given.
    /// </summary>
    public static async Task<SimulatedLab> StartAsync(int hosts = 8, string? plugin = null, string? shape = null)
    {
        SimulatedLab lab = new(plugin ?? BuiltProgram.PathOf("LustreOperator.Cli", "kubectl-lustre"));
        lab._sandbox = BuiltProgram.StartFile(
            lab._plugin,
            [
                "sandbox", "--hosts", $"{hosts}", "--kubeconfig", lab.Kubeconfig, "--log", Path.Combine(lab._folder, "log"),
                .. shape is null ? (string[])[] : ["--shape", shape],
            ]);
        await Eventually.That(() => lab._sandbox.Log.Contains("the lab is ready", StringComparison.Ordinal) || lab._sandbox.HasExited, LustreLab.Patience);
        Assert.That(lab._sandbox.HasExited, Is.False, lab._sandbox.Log);
        return lab;
    }

    public async Task<string> Kubectl(string ns, params string[] arguments) => (await Try("kubectl", ["--namespace", ns, .. TestCluster.Unlimited(arguments)])).Succeeded();

    /// <summary>kubectl over all namespaces: it takes no --namespace beside --all-namespaces.</summary>
    public async Task<string> KubectlEverywhere(params string[] arguments) => (await Try("kubectl", [.. arguments, "--all-namespaces"])).Succeeded();

    public Task<CommandResult> Plugin(params string[] arguments) => Try(_plugin, arguments);

    public async Task Apply(string ns, string manifest) => (await Command.RunAsync("kubectl", ["--namespace", ns, "apply", "-f", "-"], Environment(), manifest)).Succeeded();

    public Task ApplyExample(string ns, string name) => Kubectl(ns, "apply", "-f", RepositoryRoot.File("deploy", "examples", name + ".yaml"));

    public Task WaitReady(string ns, string cluster) =>
        Kubectl(ns, "wait", "--for=condition=Ready", $"lc/{cluster}");

    /// <summary>Waits until the cluster's condition Placed is False, and gives its message.</summary>
    public async Task<string> Unplaced(string ns, string cluster)
    {
        await Kubectl(ns, "wait", "--for=condition=Placed=False", $"lc/{cluster}");
        return (string)(await Get(ns, "lc", cluster))["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "Placed")!["message"]!;
    }

    public async Task<JsonNode> Get(string ns, string kind, string name) => JsonNode.Parse(await Kubectl(ns, "get", kind, name, "-o", "json"))!;

    /// <summary>The machines of a namespace.</summary>
    public async Task<IReadOnlyList<JsonNode>> Machines(string ns) => [.. JsonNode.Parse(await Kubectl(ns, "get", "lm", "-o", "json"))!["items"]!.AsArray().OfType<JsonNode>()];

    public async Task<string> NewNamespace()
    {
        string ns = "qa-" + Guid.NewGuid().ToString("N")[..6];
        await Kubectl("default", "create", "namespace", ns);
        return ns;
    }

    /// <summary>What the local control plane has counted since <see cref="ResetRequests"/>.</summary>
    public async Task<JsonArray> Requests() => JsonNode.Parse(await Kubectl("default", "get", "--raw", "/sandbox/requests"))!.AsArray();

    public async Task ResetRequests() =>
        (await Command.RunAsync("kubectl", ["create", "--raw", "/sandbox/requests/reset", "-f", "-"], Environment(), "{}")).Succeeded();

    public async ValueTask DisposeAsync()
    {
        TestContext.Out.WriteLine(await File.ReadAllTextAsync(Path.Combine(_folder, "log")));
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<CommandResult> Try(string program, string[] arguments) => Command.RunAsync(program, arguments, Environment());

    private Dictionary<string, string> Environment() => new() { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _folder };
}
