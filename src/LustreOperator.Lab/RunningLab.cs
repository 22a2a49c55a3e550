using System.Net;
using LustreOperator.Agent;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Hosts;
using LustreOperator.Cli.Output;
using LustreOperator.Hosting;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using LustreOperator.Operator;
using LustreOperator.Resources;
using LustreOperator.Simulation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Lab;

/// <summary>
/// The product in this process: the operator and an agent for each host, each under the identity that it has on a real cluster, and all of them
/// over the network as there.
/// </summary>
internal sealed class RunningLab : IAsyncDisposable
{
    private const string Operator = "lustre-operator";
    private static readonly TimeSpan s_tokenDuration = TimeSpan.FromDays(30);
    private static readonly HypervisorFactory s_hypervisors = new((SimulatedHypervisor.Scheme, options => new SimulatedHypervisor(options)));

    private readonly SecretFolder _secrets;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<string>> _programs = [];
    private readonly Dictionary<string, SimulatedHost> _simulated = [];
    private readonly ClusterAccess _cluster;
    private readonly Shell _shell;
    private readonly LogFile? _log;

    public RunningLab(ClusterAccess cluster, Shell shell, string? logFile)
    {
        (_cluster, _shell) = (cluster, shell);
        _log = logFile is null ? null : new LogFile(new StreamWriter(logFile, append: false), shell.Time);
        _secrets = new SecretFolder();
    }

    /// <summary>Starts the operator. The product must be installed.</summary>
    public async Task StartOperatorAsync(string inNamespace, CancellationToken cancel)
    {
        string kubeconfig = await KubeconfigAsync(new ObjectKey(inNamespace, Operator), cancel);
        OperatorOptions options = new() { Kubeconfig = kubeconfig, Namespace = inNamespace, HealthPort = 0, HealthAddress = IPAddress.Loopback };
        Run(Operator, () => OperatorHost.Build(options, logging => Log(logging, Operator)));
    }

    /// <summary>Makes a simulated host and starts its agent; the host must have its identity.</summary>
    /// <exception cref="CommandException">There is no such shape.</exception>
    public async Task StartSimulatedHostAsync(HostIdentity identity, string shape, CancellationToken cancel)
    {
        string uri = $"simulated:///{shape}?host={identity.Host}";
        SimulatedHost host = Open(uri);
        _simulated[identity.Host] = host;
        await StartAgentAsync(identity, uri, (options, logging) => AgentHost.Build(options, logging, host.Connect()), cancel);
    }

    /// <summary>Starts the agent of a real host, which must have its identity.</summary>
    public Task StartAgentAsync(HostIdentity identity, string libvirtUri, CancellationToken cancel) =>
        StartAgentAsync(identity, libvirtUri, (options, logging) => AgentHost.Build(options, logging, s_hypervisors), cancel);

    /// <summary>Lets annotations of machines do to simulated hosts what somebody with virsh does to real ones.</summary>
    public void StartOtherHand()
    {
        Store<LustreMachine> machines = new(ApiResources.Machines);
        Reflector<LustreMachine> reflector = new(
            _cluster.Client, ApiResources.Machines, machines, new ReflectorOptions(), _shell.Time, new Random(), NullLogger.Instance);
        OtherHand hand = new(_cluster.Client, _simulated, _shell.Out);
        _programs.Add(EndsAsync("the other hand", Task.WhenAny(reflector.RunAsync(_stop.Token), hand.RunAsync(machines, _stop.Token)).Unwrap()));
    }

    /// <summary>Waits until a program ends by itself, and says how.</summary>
    public async Task<string> FailureAsync(CancellationToken cancel) => await (await Task.WhenAny(_programs).WaitAsync(cancel));

    /// <summary>Stops them all; machines stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_programs);
        _secrets.Dispose();
        foreach (SimulatedHost host in _simulated.Values)
        {
            host.Dispose();
        }

        _stop.Dispose();
        _log?.Dispose();
    }

    /// <summary>Throws when there is no such shape, before anything is served.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static void CheckShape(string shape) => Open($"simulated:///{shape}?host=any").Dispose();

    private static SimulatedHost Open(string uri)
    {
        try
        {
            return SimulatedHost.Open(uri);
        }
        catch (ArgumentException fault)
        {
            // Without the runtime's word for whose argument it is.
            throw new CommandException($"--shape: {fault.Message.Split(" (Parameter ")[0]}", fault);
        }
    }

    private async Task StartAgentAsync(
        HostIdentity identity, string libvirtUri, Func<AgentOptions, Action<ILoggingBuilder>, IHost> build, CancellationToken cancel)
    {
        string kubeconfig = await KubeconfigAsync(new ObjectKey(identity.Namespace, identity.Agent), cancel);
        AgentOptions options = new()
        {
            Host = identity.Host,
            LibvirtUri = libvirtUri,
            Kubeconfig = kubeconfig,
            HealthPort = 0,
            HealthAddress = IPAddress.Loopback,
        };
        Run(identity.Agent, () => build(options, logging => Log(logging, identity.Agent)));
    }

    private async Task<string> KubeconfigAsync(ObjectKey account, CancellationToken cancel)
    {
        AgentToken token = await new TokenIssuer(_cluster.Client).IssueAsync(account, s_tokenDuration, cancel);
        string file = _secrets.File(account.Name);
        PrivateFile.Write(file, AgentKubeconfig.Of(account, _cluster.Connection.BaseAddress, _cluster.Connection.Trust, token));
        return file;
    }

    private static async Task<string> EndsAsync(string name, Task program)
    {
        try
        {
            await program;
            return $"{name} ended";
        }
        catch (OperationCanceledException)
        {
            return $"{name} was stopped";
        }
        catch (Exception fault)
        {
            return $"{name} failed: {fault.Message}";
        }
    }

    private void Run(string name, Func<IHost> build) => _programs.Add(EndsAsync(name, Task.Run(async () =>
    {
        using StringWriter errors = new();
        int code = await HostProcess.RunAsync(build, errors, _stop.Token);
        if (code != HostProcess.Success)
        {
            throw new InvalidOperationException(errors.ToString().Trim());
        }
    })));

    private void Log(ILoggingBuilder logging, string name)
    {
        if (_log is not null)
        {
            logging.AddProcessFilters(LogLevel.Information).AddProvider(_log.For(name));
        }
    }
}
