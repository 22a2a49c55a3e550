using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>
/// The whole product as its user has it: local control plane (or the cluster of LUSTRE_E2E_KUBECONFIG), operator and one agent as
/// processes, on a private libvirtd with real QEMU in software emulation. Driven by the stock kubectl, looked at by plain virsh.
/// </summary>
internal sealed class LustreLab : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lustre-lab-").FullName;

    private readonly RequestCounts _requests;

    private LustreLab() => _requests = new RequestCounts((input, arguments) => TryKubectl("default", input, arguments));

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(90);

    /// <summary>KvmHost of the one agent.</summary>
    public string Host { get; } = "kvm-" + Guid.NewGuid().ToString("N")[..6];

    public PrivateLibvirtd Libvirtd { get; private set; } = null!;

    public TestCluster Cluster { get; private set; } = null!;

    public BuiltProgram Operator => Cluster.Operator;

    public BuiltProgram Agent { get; private set; } = null!;

    public string AgentKubeconfig { get; private set; } = "";

    public static async Task<LustreLab> StartAsync(int resyncSeconds = 30)
    {
        Assert.That(PrivateLibvirtd.Missing, Is.Null, "tests/install-tools.sh installs what the end-to-end tests need");
        await SharedLab.LeaveAsync();
        var lab = new LustreLab();
        try
        {
            lab.Cluster = await TestCluster.StartAsync();
            await lab.StartLibvirtAsync();
            lab.AgentKubeconfig = await lab.Cluster.AddHostAsync(lab.Host);
            lab.Agent = lab.StartAgent(resyncSeconds);
            await lab.Kubectl("default", "wait", "--for=condition=Ready", $"kh/{lab.Host}");
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

    public Task<string> Kubectl(string ns, params string[] arguments) => Cluster.Kubectl(ns, arguments);

    public Task<string> Apply(string ns, string manifest) => Cluster.Apply(ns, manifest);

    public Task<CommandResult> TryKubectl(string ns, string? input, params string[] arguments) => Cluster.TryKubectl(ns, input, arguments);

    public Task Edit(string ns, string target, string expression) => Cluster.Edit(ns, target, expression);

    public Task<JsonNode> Get(string ns, string kind, string name) => Cluster.Get(ns, kind, name);

    public Task<string> NewNamespace() => Cluster.NewNamespace();

    public Task WaitReady(string ns, string cluster) =>
        Kubectl(ns, "wait", "--for=condition=Ready", $"lc/{cluster}");

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
    public static Task Until(Func<Task<bool>> condition, string what) => Eventually.Until(condition, Patience, () => what);

    /// <summary>What the API server has counted since <see cref="ResetRequests"/>.</summary>
    public Task<JsonArray> Requests() => _requests.ReadAsync();

    public Task ResetRequests() => _requests.ResetAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (BuiltProgram? program in (BuiltProgram?[])[Agent, Cluster?.Operator])
        {
            if (program is not null)
            {
                TestContext.Out.WriteLine(program.Log);
            }
        }

        if (Agent is not null)
        {
            await Agent.DisposeAsync();
        }

        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }

        if (Libvirtd is not null)
        {
            await Libvirtd.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
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
}
