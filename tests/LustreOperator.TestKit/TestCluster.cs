using System.Text.Json.Nodes;

namespace LustreOperator.TestKit;

/// <summary>
/// A Kubernetes API with the product installed and its operator running, driven by the stock kubectl: the local control plane, or the cluster of
/// LUSTRE_E2E_KUBECONFIG. Every program runs as a process under its own role.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly string _directory = Directory.CreateTempSubdirectory("lustre-cluster-").FullName;
    private readonly List<string> _hosts = [];
    private readonly List<string> _namespaces = [];
    private readonly int _leaseSeconds;
    private BuiltProgram? _controlPlane;
    private bool _isInstalledByUs;

    private TestCluster(int leaseSeconds, string installedIn) => (_leaseSeconds, InstalledIn) = (leaseSeconds, installedIn);

    /// <summary>Kubeconfig of a cluster for these tests; null: they start the local control plane.</summary>
    public static string? RealCluster => System.Environment.GetEnvironmentVariable("LUSTRE_E2E_KUBECONFIG") is { Length: > 0 } real ? real : null;

    /// <summary>Namespace of the operator and the agents' identities.</summary>
    public string InstalledIn { get; }

    public BuiltProgram Operator { get; private set; } = null!;

    /// <summary>Of the administrator.</summary>
    public string Kubeconfig { get; private set; } = "";

    public string OperatorKubeconfig => Path.Combine(_directory, "operator.kubeconfig");

    /// <summary>Starts and installs all of it.</summary>
    /// <param name="leaseSeconds">How long the operator may fail to renew its Lease before it ends: long where the machine is busy, short where its death is tested.</param>
    /// <param name="installedIn">Namespace to install in; another than that of deploy/ by an overlay.</param>
    public static async Task<TestCluster> StartAsync(int leaseSeconds = 3, string installedIn = "lustre-operator")
    {
        var cluster = new TestCluster(leaseSeconds, installedIn);
        try
        {
            await cluster.StartControlPlaneAsync();
            await cluster.InstallAsync();
            cluster.Operator = cluster.StartOperator();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public BuiltProgram StartOperator() => BuiltProgram.Start(
        "LustreOperator.Operator", "LustreOperator.Operator", "--kubeconfig", OperatorKubeconfig, "--health-port", "0", "--lease-seconds", $"{_leaseSeconds}", "--namespace", InstalledIn);

    /// <summary>Makes the identity of a host's agent, and gives its kubeconfig.</summary>
    public async Task<string> AddHostAsync(string host)
    {
        string kubeconfig = Path.Combine(_directory, $"{host}.kubeconfig");
        (await Plugin("host", "add", host, "--output", kubeconfig)).Succeeded();
        _hosts.Add(host);
        return kubeconfig;
    }

    /// <summary>kubectl in a namespace; throws if it fails.</summary>
    public async Task<string> Kubectl(string ns, params string[] arguments) => (await TryKubectl(ns, null, arguments)).Succeeded();

    /// <summary>kubectl with a manifest on its standard input.</summary>
    public async Task<string> Apply(string ns, string manifest) => (await TryKubectl(ns, manifest, "apply", "-f", "-")).Succeeded();

    public Task<CommandResult> TryKubectl(string ns, string? input, params string[] arguments) =>
        Command.RunAsync("kubectl", ["--namespace", ns, .. arguments], Environment(), input);

    /// <summary>kubectl edit, with sed for an editor.</summary>
    public async Task Edit(string ns, string target, string expression) => (await Command.RunAsync(
        "kubectl", ["--namespace", ns, "edit", target], new Dictionary<string, string>(Environment()) { ["KUBE_EDITOR"] = $"sed -i '{expression}'" })).Succeeded();

    public async Task<JsonNode> Get(string ns, string kind, string name) => JsonNode.Parse(await Kubectl(ns, "get", kind, name, "-o", "json"))!;

    /// <summary>The kubectl plugin, <c>kubectl lustre</c>.</summary>
    public Task<CommandResult> Plugin(params string[] arguments) =>
        Command.RunAsync(BuiltProgram.PathOf("LustreOperator.Cli", "kubectl-lustre"), arguments, Environment());

    /// <summary>A namespace of the test's own, whose name domains begin with.</summary>
    public async Task<string> NewNamespace()
    {
        string ns = "qa-" + Guid.NewGuid().ToString("N")[..6];
        await Kubectl("default", "create", "namespace", ns);
        _namespaces.Add(ns);
        return ns;
    }

    public async ValueTask DisposeAsync()
    {
        // A host that had machines is let go by the operator.
        if (_controlPlane is null)
        {
            await RemoveAsync();
        }

        if (Operator is not null)
        {
            await Operator.DisposeAsync();
        }

        if (_controlPlane is not null)
        {
            await _controlPlane.DisposeAsync();
        }
        else if (_isInstalledByUs)
        {
            await TryKubectl(InstalledIn, null, "delete", "-k", Manifests(), "--ignore-not-found");
        }

        Directory.Delete(_directory, recursive: true);
    }

    // A real cluster is left as it was found.
    private async Task RemoveAsync()
    {
        foreach (string ns in _namespaces)
        {
            await TryKubectl("default", null, "delete", "namespace", ns, "--ignore-not-found");
        }

        foreach (string host in _hosts)
        {
            await Plugin("host", "remove", host, "--force");
            await TryKubectl("default", null, "wait", "--for=delete", $"kvmhost/{host}");
            await TryKubectl("default", null, "delete", "events", "--field-selector", $"involvedObject.kind=KvmHost,involvedObject.name={host}");
        }
    }

    private Dictionary<string, string> Environment() => new() { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _directory };

    private async Task StartControlPlaneAsync()
    {
        if (RealCluster is { } real)
        {
            Kubeconfig = real;
            return;
        }

        Kubeconfig = Path.Combine(_directory, "admin.kubeconfig");
        _controlPlane = BuiltProgram.Start("LustreOperator.Lab", "kubectl-lustre-sandbox", "--api-only", "--kubeconfig", Kubeconfig);
        await Eventually.That(() => File.Exists(Kubeconfig) || _controlPlane.HasExited, s_patience);
        if (_controlPlane.HasExited)
        {
            throw new InvalidOperationException($"the local control plane ended: {_controlPlane.Log}");
        }
    }

    // As deploy/README.md says, but that the operator of its Deployment is a process here: its image is not to be had.
    private async Task InstallAsync()
    {
        _isInstalledByUs = (await Kubectl("default", "get", "crd", "lustreclusters.lustre-operator.dev", "--ignore-not-found", "-o", "name")).Length == 0;
        await Kubectl(InstalledIn, "apply", "-k", Manifests());
        await Kubectl(
            "default",
            "wait", "--for=condition=Established",
            "crd/lustreclusters.lustre-operator.dev", "crd/lustremachines.lustre-operator.dev", "crd/kvmhosts.lustre-operator.dev");
        if (RealCluster is not null)
        {
            await Kubectl(InstalledIn, "scale", "deployment/lustre-operator", "--replicas=0");
        }

        await MakeOperatorKubeconfigAsync();
    }

    /// <summary>deploy/, or an overlay that changes its namespace.</summary>
    private string Manifests()
    {
        string deploy = RepositoryRoot.File("deploy");
        if (InstalledIn == "lustre-operator")
        {
            return deploy;
        }

        string overlay = Path.Combine(_directory, "overlay");
        Directory.CreateDirectory(overlay);
        File.WriteAllText(Path.Combine(overlay, "kustomization.yaml"), $"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: {InstalledIn}
            resources: [{Path.GetRelativePath(overlay, deploy)}]
            """);
        return overlay;
    }

    // The operator runs under its own role, never as admin.
    private async Task MakeOperatorKubeconfigAsync()
    {
        string token = await Kubectl(InstalledIn, "create", "token", "lustre-operator", "--duration=24h");
        File.Copy(Kubeconfig, OperatorKubeconfig);
        var own = new Dictionary<string, string> { ["KUBECONFIG"] = OperatorKubeconfig };
        (await Command.RunAsync("kubectl", ["config", "set-credentials", "operator", "--token", token.Trim()], own)).Succeeded();
        (await Command.RunAsync("kubectl", ["config", "set-context", "--current", "--user", "operator"], own)).Succeeded();
    }
}
