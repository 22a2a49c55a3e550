using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>Control plane, operator and agents as processes, each under its own identity, with operator and agents as they are shipped.</summary>
internal sealed class BenchLab : IAsyncDisposable
{
    private const int Wave = 10;

    // Two CPUs that are short for a while are no host that is lost.
    private const string LeaseSeconds = "60";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(250);

    private readonly string _folder = Directory.CreateTempSubdirectory("lustre-bench-").FullName;
    private readonly List<BuiltProgram> _agents = [];
    private BuiltProgram _controlPlane = null!;

    private readonly string _operatorFile;
    private readonly string _agentFile;

    private BenchLab(string operatorFile, string agentFile) => (_operatorFile, _agentFile) = (operatorFile, agentFile);

    public BuiltProgram ControlPlane => _controlPlane;

    public BuiltProgram Operator { get; private set; } = null!;

    public IReadOnlyList<BuiltProgram> Agents => _agents;

    /// <summary>The administrator's client.</summary>
    public KubernetesClient Client { get; private set; } = null!;

    private string Admin => Path.Combine(_folder, "admin.kubeconfig");

    /// <summary>Starts one with the native programs, or with others.</summary>
    public static async Task<BenchLab> StartAsync(string? operatorFile = null, string? agentFile = null)
    {
        BenchLab lab = new(operatorFile ?? Published.Operator, agentFile ?? Published.Agent);
        try
        {
            lab._controlPlane = BuiltProgram.Start("LustreOperator.Lab", "kubectl-lustre-sandbox", "--api-only", "--kubeconfig", lab.Admin);
            await Eventually.That(() => File.Exists(lab.Admin) || lab._controlPlane.HasExited, s_patience);
            lab.Client = lab.NewClient(new KubernetesClientOptions());
            await lab.KubectlAsync("apply", "-f", RepositoryRoot.File("crds"));
            await lab.KubectlAsync(
                "apply", "-f", RepositoryRoot.File("deploy", "namespace.yaml"), "-f", RepositoryRoot.File("deploy", "rbac-operator.yaml"),
                "-f", RepositoryRoot.File("deploy", "rbac-agent.yaml"), "-f", RepositoryRoot.File("deploy", "agent-policy.yaml"));
            await lab.KubectlAsync("wait", "--for=condition=Established", "crd/lustreclusters.lustre-operator.dev", "crd/kvmhosts.lustre-operator.dev", "--timeout=30s");
            await lab.MakeOperatorAsync();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another client of the administrator.</summary>
    public KubernetesClient NewClient(KubernetesClientOptions options) =>
        new(KubernetesConnection.FromKubeconfig(Admin, null, TimeProvider.System), options, TimeProvider.System, new Random(1));

    /// <summary>kubectl as the administrator; what it printed.</summary>
    public async Task<string> KubectlAsync(params string[] arguments) => (await Command.RunAsync("kubectl", arguments, Environment())).Succeeded();

    /// <summary>Seconds that a call of a program takes as the administrator.</summary>
    public async Task<double> TimeAsync(string program, params string[] arguments)
    {
        long start = TimeProvider.System.GetTimestamp();
        (await Command.RunAsync(program, arguments, Environment())).Succeeded();
        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    public async Task ApplyAsync(string manifest) => (await Command.RunAsync("kubectl", ["apply", "-f", "-"], Environment(), manifest)).Succeeded();

    /// <summary>
    /// Hosts kvm1 to kvmN, each with its agent; returns when all are Ready. Agents, which have machines of their own in a real lab, step back here when
    /// the CPUs are short, and begin in waves.
    /// </summary>
    public async Task AddHostsAsync(int count, Func<string, string> uriOf, int resyncSeconds, CancellationToken cancel)
    {
        foreach (string[] wave in Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"kvm{number}")).Chunk(Wave))
        {
            await Parallel.ForEachAsync(wave, new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = cancel }, async (name, _) =>
                (await Command.RunAsync(
                    BuiltProgram.PathOf("LustreOperator.Cli", "kubectl-lustre"), ["host", "add", name, "--output", Kubeconfig(name)], Environment())).Succeeded());
            foreach (string name in wave)
            {
                _agents.Add(BuiltProgram.StartFile(
                    "nice", "-n", "10", _agentFile, "--host", name, "--libvirt-uri", uriOf(name), "--kubeconfig", Kubeconfig(name), "--health-port", "0",
                    "--resync-seconds", resyncSeconds.ToString(CultureInfo.InvariantCulture), "--lease-seconds", LeaseSeconds, "--log-level", "Warning"));
            }

            // As a table: a host of 128 functions is a large object.
            await UntilAsync(async () => (await KubectlAsync("get", "kvmhosts", "--no-headers"))
                .Split('\n').Count(row => row.Contains(" True ", StringComparison.Ordinal)) == _agents.Count);
        }
    }

    /// <summary>Offers every PCI function of a host, as its admin would.</summary>
    public async Task OfferDevicesAsync(string host)
    {
        string[] addresses = (await KubectlAsync("get", "kvmhost", host, "-o", "jsonpath={.status.devices[*].address}")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        JsonObject patch = new()
        {
            ["spec"] = new JsonObject { ["devices"] = new JsonArray([.. addresses.Select(address => new JsonObject { ["address"] = address, ["fabric"] = "ib-a" })]) },
        };
        await KubectlAsync("patch", "kvmhost", host, "--type=merge", "-p", patch.ToJsonString());
        await UntilAsync(async () => (await KubectlAsync("get", "kvmhost", host, "-o", "jsonpath={.status.hcas}")).EndsWith($"/{addresses.Length}", StringComparison.Ordinal));
    }

    /// <summary>What the server has counted since the last reset, without watches.</summary>
    public async Task<IReadOnlyList<(string Verb, string Resource, string Subresource, string Agent, long Count)>> RequestsAsync(CancellationToken cancel) =>
    [
        .. from entry in (await Client.GetJsonAsync("sandbox/requests", cancel)).AsArray()
           let verb = (string)entry!["verb"]!
           where verb != "watch"
           select (verb, (string)entry["resource"]!, (string?)entry["subresource"] ?? "", (string?)entry["userAgent"] ?? "", (long)entry["count"]!),
    ];

    public async Task ResetRequestsAsync() =>
        (await Command.RunAsync("kubectl", ["create", "--raw", "/sandbox/requests/reset", "-f", "-"], Environment(), "{}")).Succeeded();

    /// <summary>Path of the kubeconfig of the operator or of a host's agent.</summary>
    public string Kubeconfig(string name) => Path.Combine(_folder, name + ".kubeconfig");

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > s_patience)
            {
                throw new TimeoutException("what was awaited never came");
            }

            await Task.Delay(s_between, TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BuiltProgram dead in _agents.Where(agent => agent.HasExited))
        {
            await Console.Error.WriteLineAsync($"an agent ended with {dead.ExitCode} before its time: {dead.Log}");
        }

        await Task.WhenAll(_agents.Select(async agent => await agent.DisposeAsync()));
        if (Operator is not null)
        {
            await Operator.DisposeAsync();
        }

        Client?.Dispose();
        if (_controlPlane is not null)
        {
            await _controlPlane.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task MakeOperatorAsync()
    {
        string token = (await KubectlAsync("-n", ApiNames.SystemNamespace, "create", "token", "lustre-operator", "--duration=24h")).Trim();
        File.Copy(Admin, Kubeconfig("operator"));
        var own = new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig("operator") };
        (await Command.RunAsync("kubectl", ["config", "set-credentials", "operator", "--token", token], own)).Succeeded();
        (await Command.RunAsync("kubectl", ["config", "set-context", "--current", "--user", "operator"], own)).Succeeded();
        Operator = BuiltProgram.StartFile(_operatorFile, "--kubeconfig", Kubeconfig("operator"), "--health-port", "0", "--lease-seconds", LeaseSeconds, "--log-level", "Warning");
    }

    private Dictionary<string, string> Environment() => new() { ["KUBECONFIG"] = Admin, ["HOME"] = _folder };
}
