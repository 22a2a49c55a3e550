using System.Net;
using LustreOperator.Agent;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.Hosts;
using LustreOperator.Cli.Output;
using LustreOperator.Controller;
using LustreOperator.Kubernetes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Cli.Sandbox;

/// <summary>
/// The product in this process: the operator and an agent for each host, each under the identity that it has on a real cluster, and all of them
/// over the network as there.
/// </summary>
internal sealed class Lab : IAsyncDisposable
{
    private const string Operator = "lustre-operator";
    private static readonly TimeSpan s_tokenDuration = TimeSpan.FromDays(30);

    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("lustre-sandbox-");
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<string>> _programs = [];
    private readonly ClusterAccess _cluster;
    private readonly LogFile? _log;

    public Lab(ClusterAccess cluster, TimeProvider time, string? logFile)
    {
        _cluster = cluster;
        _log = logFile is null ? null : new LogFile(new StreamWriter(logFile, append: false), time);
    }

    /// <summary>Starts the operator. The product must be installed.</summary>
    public async Task StartOperatorAsync(CancellationToken cancel)
    {
        string kubeconfig = await KubeconfigAsync(new ObjectKey(ApiNames.SystemNamespace, Operator), cancel);
        OperatorOptions options = new() { Kubeconfig = kubeconfig, HealthPort = 0, HealthAddress = IPAddress.Loopback };
        Run(Operator, () => OperatorHost.Build(options, logging => Log(logging, Operator)));
    }

    /// <summary>Starts the agent of a host, which must have its identity.</summary>
    public async Task StartAgentAsync(HostIdentity identity, string libvirtUri, CancellationToken cancel)
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
        Run(identity.Agent, () => AgentHost.Build(options, logging => Log(logging, identity.Agent)));
    }

    /// <summary>Waits until a program ends by itself, and says how.</summary>
    public async Task<string> FailureAsync(CancellationToken cancel) => await (await Task.WhenAny(_programs).WaitAsync(cancel));

    /// <summary>Stops them all; machines stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_programs);
        _stop.Dispose();
        _log?.Dispose();
        _secrets.Delete(recursive: true);
    }

    private async Task<string> KubeconfigAsync(ObjectKey account, CancellationToken cancel)
    {
        AgentToken token = await new TokenIssuer(_cluster.Client).IssueAsync(account, s_tokenDuration, cancel);
        string file = Path.Combine(_secrets.FullName, account.Name);
        PrivateFile.Write(file, AgentKubeconfig.Of(account, _cluster.Connection.BaseAddress, _cluster.Connection.Trust, token));
        return file;
    }

    private void Run(string name, Func<IHost> build) => _programs.Add(Task.Run(async () =>
    {
        using StringWriter errors = new();
        int code = await HostProcess.RunAsync(build, errors, _stop.Token);
        return $"{name} ended with code {code} {errors.ToString().Trim()}".TrimEnd();
    }));

    private void Log(ILoggingBuilder logging, string name)
    {
        if (_log is not null)
        {
            logging.AddProcessFilters(LogLevel.Information).AddProvider(_log.For(name));
        }
    }
}
