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
    private readonly RequestCounts _requests;
    private readonly List<string> _namespaces = ["default"];
    private readonly List<string> _bindings = [];
    private BuiltProgram _sandbox = null!;

    private SimulatedLab(string plugin)
    {
        _plugin = plugin;
        _requests = new RequestCounts((input, arguments) => Command.RunAsync("kubectl", arguments, Environment(), input));
    }

    private string Kubeconfig => TestCluster.RealCluster ?? Path.Combine(_folder, "kubeconfig");

    /// <summary>
    /// Starts one; <paramref name="plugin"/> is the path of the plugin's program, as it was built when none is given; <paramref name="shape"/> is the
    /// folder of the hosts' shape, the machine of 2011 when none is given.
    /// </summary>
    public static async Task<SimulatedLab> StartAsync(int hosts = 8, string? plugin = null, string? shape = null)
    {
        await SharedLab.LeaveAsync();
        SimulatedLab lab = new(plugin ?? BuiltProgram.PathOf("LustreOperator.Lab", "kubectl-lustre"));
        lab._sandbox = BuiltProgram.StartFile(
            lab._plugin,
            [
                "sandbox", "--hosts", $"{hosts}", TestCluster.RealCluster is null ? "--kubeconfig" : "--cluster", lab.Kubeconfig, "--log", Path.Combine(lab._folder, "log"),
                .. shape is null ? (string[])[] : ["--shape", shape],
            ]);
        await Eventually.That(() => lab._sandbox.Log.Contains("the lab is ready", StringComparison.Ordinal) || lab._sandbox.HasExited, LustreLab.Patience);
        Assert.That(lab._sandbox.HasExited, Is.False, lab._sandbox.Log);
        return lab;
    }

    public async Task<string> Kubectl(string ns, params string[] arguments) => (await Try("kubectl", ["--namespace", ns, .. arguments])).Succeeded();

    public Task<CommandResult> Plugin(params string[] arguments) => Try(_plugin, arguments);

    public string PluginPath => _plugin;

    /// <summary>A service account with roles in a namespace and, where one is given, in the cluster; its kubeconfig.</summary>
    public async Task<string> NewUser(string ns, string name, string[] roles, string? clusterRole = null)
    {
        await Kubectl(ns, "create", "serviceaccount", name);
        foreach (string role in roles)
        {
            await Kubectl(ns, "create", "rolebinding", $"{name}-{role}", $"--clusterrole={role}", $"--serviceaccount={ns}:{name}");
        }

        if (clusterRole is not null)
        {
            _bindings.Add($"{ns}-{name}");
            await Kubectl(ns, "create", "clusterrolebinding", $"{ns}-{name}", $"--clusterrole={clusterRole}", $"--serviceaccount={ns}:{name}");
        }

        string token = (await Kubectl(ns, "create", "token", name)).Trim();
        string file = Path.Combine(_folder, name);
        File.Copy(Kubeconfig, file);
        Dictionary<string, string> own = new() { ["KUBECONFIG"] = file };
        (await Command.RunAsync("kubectl", ["config", "set-credentials", name, "--token", token], own)).Succeeded();
        (await Command.RunAsync("kubectl", ["config", "set-context", "--current", "--user", name], own)).Succeeded();
        return file;
    }

    /// <summary>A program by the kubeconfig of a user.</summary>
    public Task<CommandResult> As(string kubeconfig, string program, string[] arguments, string? input = null) =>
        Command.RunAsync(program, arguments, new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig, ["HOME"] = _folder }, input);

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
        _namespaces.Add(ns);
        return ns;
    }

    /// <summary>What the API server has counted since <see cref="ResetRequests"/>.</summary>
    public Task<JsonArray> Requests() => _requests.ReadAsync();

    public Task ResetRequests() => _requests.ResetAsync();

    /// <summary>Deletes the clusters of the namespaces that are the tests'.</summary>
    public async Task RemoveClusters()
    {
        foreach (string ns in _namespaces)
        {
            await Kubectl(ns, "delete", "lc", "--all");
        }
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Out.WriteLine(await File.ReadAllTextAsync(Path.Combine(_folder, "log")));
        if (TestCluster.RealCluster is not null)
        {
            await RemoveClusters();
        }

        await _sandbox.DisposeAsync();
        if (TestCluster.RealCluster is not null)
        {
            await Try("kubectl", ["--namespace", "default", "delete", "events", "--field-selector", "involvedObject.kind=KvmHost"]);
            await Try("kubectl", ["delete", "clusterrolebinding", "--ignore-not-found", .. _bindings.DefaultIfEmpty("none")]);
            await Try("kubectl", ["delete", "namespace", .. _namespaces.Where(ns => ns != "default"), "--ignore-not-found"]);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Task<CommandResult> Try(string program, string[] arguments) => Command.RunAsync(program, arguments, Environment());

    private Dictionary<string, string> Environment() => new() { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _folder };
}
