using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>
/// The whole product as its user has it: local control plane (or the cluster of LUSTRE_E2E_KUBECONFIG), operator and one agent as
/// processes, on a private libvirtd with real QEMU in software emulation. Driven by the stock kubectl, looked at by plain virsh.
/// </summary>
internal sealed class LustreLab : IAsyncDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    private readonly string _directory = Directory.CreateTempSubdirectory("lustre-lab-").FullName;

    private LustreLab()
    {
    }

    /// <summary>A second lab needs a control plane of its own: on one real API server two operators would share a leader's Lease.</summary>
    public static void IgnoreOnARealCluster()
    {
        if (System.Environment.GetEnvironmentVariable("LUSTRE_E2E_KUBECONFIG") is { Length: > 0 })
        {
            Assert.Ignore("needs a control plane of its own");
        }
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(90);

    /// <summary>KvmHost of the one agent.</summary>
    public string Host { get; } = "kvm-" + Guid.NewGuid().ToString("N")[..6];

    public PrivateLibvirtd Libvirtd { get; private set; } = null!;

    public BuiltProgram? ControlPlane { get; private set; }

    public BuiltProgram Operator { get; private set; } = null!;

    public BuiltProgram Agent { get; private set; } = null!;

    public string Kubeconfig { get; private set; } = "";

    public string OperatorKubeconfig => Path.Combine(_directory, "operator.kubeconfig");

    public string AgentKubeconfig => Path.Combine(_directory, "agent.kubeconfig");

    public static async Task<LustreLab> StartAsync(int resyncSeconds = 30)
    {
        Assert.That(PrivateLibvirtd.Missing, Is.Null, "tests/install-tools.sh installs what the end-to-end tests need");
        var lab = new LustreLab();
        try
        {
            await lab.StartControlPlaneAsync();
            await lab.StartLibvirtAsync();
            await lab.InstallAsync();
            lab.Operator = BuiltProgram.Start(
                "LustreOperator.Controller", "LustreOperator.Controller", "--kubeconfig", lab.OperatorKubeconfig, "--health-port", "0", "--lease-seconds", "3");
            lab.Agent = lab.StartAgent(resyncSeconds);
            await lab.Kubectl("default", "wait", "--for=condition=Ready", $"kh/{lab.Host}", $"--timeout={Patience.TotalSeconds}s");
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public BuiltProgram StartAgent(int resyncSeconds, string? uri = null) => BuiltProgram.Start(
        "LustreOperator.Agent", "LustreOperator.Agent",
        "--host", Host, "--libvirt-uri", uri ?? Libvirtd.Uri, "--kubeconfig", AgentKubeconfig,
        "--health-port", "0", "--lease-seconds", "3", "--resync-seconds", $"{resyncSeconds}");

    /// <summary>kubectl in a namespace; fails the test if it fails.</summary>
    public async Task<string> Kubectl(string ns, params string[] arguments) => (await TryKubectl(ns, null, arguments)).Succeeded();

    /// <summary>kubectl with a manifest on its standard input.</summary>
    public async Task<string> Apply(string ns, string manifest) => (await TryKubectl(ns, manifest, "apply", "-f", "-")).Succeeded();

    public Task<CommandResult> TryKubectl(string ns, string? input, params string[] arguments) =>
        Command.RunAsync("kubectl", ["--namespace", ns, .. arguments], Environment(), input);

    /// <summary>kubectl edit, with sed for an editor.</summary>
    public async Task Edit(string ns, string target, string expression) => (await Command.RunAsync(
        "kubectl", ["--namespace", ns, "edit", target], new Dictionary<string, string>(Environment()) { ["KUBE_EDITOR"] = $"sed -i '{expression}'" })).Succeeded();

    public async Task<JsonNode> Get(string ns, string kind, string name) => JsonNode.Parse(await Kubectl(ns, "get", kind, name, "-o", "json"))!;

    public Task WaitReady(string ns, string cluster) =>
        Kubectl(ns, "wait", "--for=condition=Ready", $"lc/{cluster}", $"--timeout={Patience.TotalSeconds}s");

    /// <summary>A namespace of the test's own, whose name domains begin with.</summary>
    public async Task<string> NewNamespace()
    {
        string ns = "qa-" + Guid.NewGuid().ToString("N")[..6];
        await Kubectl("default", "create", "namespace", ns);
        return ns;
    }

    /// <summary>Names of the domains of a namespace, sorted; only running ones, or all.</summary>
    public async Task<string[]> Domains(string ns, bool running) =>
        [.. (await Libvirtd.Virsh(running ? ["list", "--name"] : ["list", "--all", "--name"]))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(name => name.StartsWith(ns + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Volumes in the pool of a namespace's machines.</summary>
    public async Task<string[]> Volumes(string ns) =>
        [.. (await Libvirtd.Virsh("vol-list", "default")).Split('\n').Select(line => line.Trim().Split(' ')[0])
            .Where(name => name.StartsWith(ns + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Waits until the condition holds; what it asks takes its time, so it asks a few times a second.</summary>
    public static async Task Until(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(Patience), $"never came: {what}");
            await Task.Delay(s_between, TimeProvider.System);
        }
    }

    /// <summary>What the local control plane has counted since <see cref="ResetRequests"/>.</summary>
    public async Task<JsonArray> Requests() => JsonNode.Parse(await Kubectl("default", "get", "--raw", "/sandbox/requests"))!.AsArray();

    public async Task ResetRequests() =>
        (await TryKubectl("default", "{}", "create", "--raw", "/sandbox/requests/reset", "-f", "-")).Succeeded();

    public async ValueTask DisposeAsync()
    {
        foreach (BuiltProgram? program in (BuiltProgram?[])[Agent, Operator])
        {
            if (program is not null)
            {
                TestContext.Out.WriteLine(program.Log);
                await program.DisposeAsync();
            }
        }

        if (ControlPlane is null && File.Exists(AgentKubeconfig))
        {
            await RunPlugin("host", "remove", Host, "--force");
        }

        if (Libvirtd is not null)
        {
            await Libvirtd.DisposeAsync();
        }

        if (ControlPlane is not null)
        {
            await ControlPlane.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private Dictionary<string, string> Environment() => new() { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _directory };

    private async Task StartControlPlaneAsync()
    {
        if (System.Environment.GetEnvironmentVariable("LUSTRE_E2E_KUBECONFIG") is { Length: > 0 } real)
        {
            Kubeconfig = real;
            return;
        }

        Kubeconfig = Path.Combine(_directory, "admin.kubeconfig");
        ControlPlane = BuiltProgram.Start("LustreOperator.Cli", "kubectl-lustre", "sandbox", "--api-only", "--kubeconfig", Kubeconfig);
        await Eventually.That(() => File.Exists(Kubeconfig) || ControlPlane.HasExited, Patience);
        Assert.That(ControlPlane.HasExited, Is.False, ControlPlane.Log);
    }

    private async Task StartLibvirtAsync()
    {
        Libvirtd = await PrivateLibvirtd.StartAsync();
        string pool = Path.Combine(Libvirtd.SocketDirectory, "pool");
        Directory.CreateDirectory(pool);
        await Libvirtd.Virsh("pool-define-as", "default", "dir", "--target", pool);
        await Libvirtd.Virsh("pool-start", "default");
        string network = Path.Combine(_directory, "network.xml");
        await File.WriteAllTextAsync(network, "<network><name>lustre</name><bridge name='lustre0' stp='off'/></network>");
        await Libvirtd.Virsh("net-define", network);
        await Libvirtd.Virsh("net-start", "lustre");
    }

    private async Task InstallAsync()
    {
        await Kubectl("default", "apply", "-f", RepositoryRoot.File("crds"));
        await Kubectl("lustre-operator", "apply", "-f", RepositoryRoot.File("deploy", "namespace.yaml"), "-f", RepositoryRoot.File("deploy", "rbac-operator.yaml"), "-f", RepositoryRoot.File("deploy", "rbac-agent.yaml"), "-f", RepositoryRoot.File("deploy", "agent-policy.yaml"));
        await Kubectl("default", "wait", "--for=condition=Established", "crd/lustreclusters.lustre-operator.dev", "crd/lustremachines.lustre-operator.dev", "crd/kvmhosts.lustre-operator.dev", "--timeout=30s");
        await MakeOperatorKubeconfigAsync();
        (await RunPlugin("host", "add", Host, "--output", AgentKubeconfig)).Succeeded();
    }

    private Task<CommandResult> RunPlugin(params string[] arguments) =>
        Command.RunAsync(BuiltProgram.PathOf("LustreOperator.Cli", "kubectl-lustre"), arguments, Environment());

    // The operator runs under its own role, never as admin.
    private async Task MakeOperatorKubeconfigAsync()
    {
        string token = await Kubectl("lustre-operator", "create", "token", "lustre-operator", "--duration=24h");
        File.Copy(Kubeconfig, OperatorKubeconfig);
        var own = new Dictionary<string, string> { ["KUBECONFIG"] = OperatorKubeconfig };
        (await Command.RunAsync("kubectl", ["config", "set-credentials", "operator", "--token", token.Trim()], own)).Succeeded();
        (await Command.RunAsync("kubectl", ["config", "set-context", "--current", "--user", "operator"], own)).Succeeded();
    }
}
