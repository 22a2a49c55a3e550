using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Passthrough.Tests;

/// <summary>
/// The whole product on a virtual KVM host with real VFIO: API and operator outside, and the host's agent outside it, by a URI, or inside. NICs and NVMe
/// functions stand in for HCAs.
/// </summary>
internal sealed class VirtualHostLab : IAsyncDisposable
{
    /// <summary>Name of the KvmHost.</summary>
    public const string Host = "vhost";

    /// <summary>Everything inside runs in software emulation, on the two CPUs that the tests run on too.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);


    private BuiltProgram? _agentOutside;
    private string _agentKubeconfig = "";
    private bool _hasAgentInside;

    private VirtualHostLab()
    {
    }

    public TestCluster Cluster { get; private set; } = null!;

    public VirtualHost Machine { get; private set; } = null!;

    public static async Task<VirtualHostLab> StartAsync()
    {
        Assert.That(VirtualHost.Missing, Is.Null, "tests/install-tools.sh installs what these tests need");
        var lab = new VirtualHostLab();
        try
        {
            Task<VirtualHost> booting = VirtualHost.BootAsync();
            lab.Cluster = await TestCluster.StartAsync(leaseSeconds: 30);
            lab._agentKubeconfig = await lab.Cluster.AddHostAsync(Host);
            lab.Machine = await booting;
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves the host from outside, with nothing but libvirt's URI.</summary>
    public async Task StartAgentOutsideAsync()
    {
        _agentOutside = BuiltProgram.Start(
            "LustreOperator.Agent", "LustreOperator.Agent",
            "--host", Host, "--libvirt-uri", Machine.Uri, "--kubeconfig", _agentKubeconfig, "--health-port", "0", "--lease-seconds", "20", "--resync-seconds", "5");
        await UntilServed();
    }

    /// <summary>Serves the host from inside it.</summary>
    public async Task StartAgentInsideAsync()
    {
        string inside = _agentKubeconfig + ".inside";
        File.Copy(_agentKubeconfig, inside, overwrite: true);
        var server = new Uri(await Config(inside, "view", "-o", "jsonpath={.clusters[0].cluster.server}"));
        await Machine.ForwardApiAsync(server.Port);
        string cluster = await Config(inside, "view", "-o", "jsonpath={.clusters[0].name}");
        await Config(inside, "set-cluster", cluster, $"--server={VirtualHost.ApiAddress}", $"--tls-server-name={server.Host}");
        await Shell($"cat >/run/agent.kubeconfig <<'END'\n{await File.ReadAllTextAsync(inside)}\nEND");
        string agent = VirtualHost.Outside(BuiltProgram.PathOf("LustreOperator.Agent", "LustreOperator.Agent"));

        // A lease for a machine on which a garbage collection can take a second.
        await Shell(
            $"export HOME=/run DOTNET_TieredCompilation=1; setsid {agent} --host {Host} --libvirt-uri qemu:///system --kubeconfig /run/agent.kubeconfig "
            + "--health-port 0 --lease-seconds 20 --resync-seconds 5 </dev/null >/run/agent.log 2>&1 & echo $! >/run/agent.pid");
        _hasAgentInside = true;
        await UntilServed();
    }

    public async Task StopAgentsAsync()
    {
        if (_agentOutside is not null)
        {
            TestContext.Out.WriteLine(_agentOutside.Log);
            await _agentOutside.DisposeAsync();
            _agentOutside = null;
        }

        if (_hasAgentInside)
        {
            TestContext.Out.WriteLine(await Shell("kill $(cat /run/agent.pid); for i in $(seq 300); do kill -0 $(cat /run/agent.pid) 2>/dev/null || break; sleep 0.1; done; cat /run/agent.log"));
            _hasAgentInside = false;
        }
    }

    /// <summary>What the agent has logged; for failures.</summary>
    public async Task<string> AgentLog() =>
        _agentOutside?.Log ?? (_hasAgentInside ? (await Machine.ShellAsync("cat /run/agent.log")).Output : "");

    /// <summary>Runs a command inside; fails the test if it fails.</summary>
    public async Task<string> Shell(string command) => (await Machine.ShellAsync(command)).Succeeded().Trim();

    /// <summary>Loads the modules of VFIO again.</summary>
    public Task LoadVfioAsync() => Shell("modprobe -a vfio_pci vfio_iommu_type1");

    /// <summary>virsh inside.</summary>
    public Task<string> Virsh(string arguments) => Shell($"virsh -q -c qemu:///system {arguments}");

    public Task<string> Kubectl(string ns, params string[] arguments) => Cluster.Kubectl(ns, arguments);

    /// <summary>Writes what the admin says of the host.</summary>
    public Task SpecifyHost(string json) => Kubectl("default", "patch", "kh", Host, "--type=merge", "-p", $$"""{"spec":{{json}}}""");

    /// <summary>The driver that has a function, read in sysfs in one step, since it may change meanwhile; null: none.</summary>
    public async Task<string?> Driver(string address) =>
        await Shell($"d=$(readlink /sys/bus/pci/devices/{address}/driver) || exit 0; basename $d") is { Length: > 0 } driver ? driver : null;

    /// <summary>What the KvmHost says of a function.</summary>
    public async Task<JsonNode> Function(string address) => (await Cluster.Get("default", "kh", Host))["status"]!["devices"]!.AsArray()
        .Single(device => (string?)device!["address"] == address)!;

    /// <summary>Waits until the KvmHost says it of a function.</summary>
    public Task UntilFunction(string address, Func<JsonNode, bool> holds, string what) => Until(async () =>
        (await Cluster.Get("default", "kh", Host))["status"]?["devices"]?.AsArray().FirstOrDefault(device => (string?)device!["address"] == address) is { } function
        && holds(function), $"{address} {what}");

    /// <summary>Waits until the condition holds; what it asks takes its time, so it asks a few times a second.</summary>
    public static Task Until(Func<Task<bool>> condition, string what) => Until(condition, () => what);

    /// <summary>The same, with words for what was seen last.</summary>
    public static Task Until(Func<Task<bool>> condition, Func<string> what) => Eventually.Until(
        () =>
        {
            SharedLab.Lab.Machine.MustRun();
            return condition();
        },
        Patience,
        what);

    public async ValueTask DisposeAsync()
    {
        if (Machine is not null)
        {
            await StopAgentsAsync();
        }

        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }

        if (Machine is not null)
        {
            await Machine.DisposeAsync();
        }
    }

    private static async Task<string> Config(string kubeconfig, params string[] arguments) =>
        (await Command.RunAsync("kubectl", ["config", "--kubeconfig", kubeconfig, .. arguments])).Succeeded();

    // Served: by this agent, not by the status that the one before it left.
    private async Task UntilServed()
    {
        string reason = _hasAgentInside ? "AgentOnHost" : "AgentElsewhere";
        await Until(
            async () => (await Cluster.Get("default", "kh", Host))["status"]?["conditions"]?.AsArray() is { } conditions
                && conditions.Any(condition => (string?)condition!["type"] == "Ready" && (string?)condition["status"] == "True")
                && conditions.Any(condition => (string?)condition!["type"] == "HostUseVisible" && (string?)condition["reason"] == reason),
            $"the agent serves the host ({await AgentLog()})");
    }
}
