using System.Text.Json.Nodes;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Hosts;
using LustreOperator.Cli.Output;
using LustreOperator.Cli.Sandbox;
using LustreOperator.Kubernetes;
using LustreOperator.Sandbox;

namespace LustreOperator.Lab;

/// <summary>One run of the sandbox, from its start to the signal that ends it.</summary>
internal sealed class SandboxRun(Shell shell, SandboxSettings settings)
{
    /// <summary>What scripts wait for on standard output.</summary>
    public const string ReadyLine = "the lab is ready";

    private const string Mark = "current-context: lustre-sandbox";

    /// <summary>Runs until Ctrl-C, a signal, or the end of an input where that is asked for.</summary>
    public static async Task<int> RunAsync(Shell shell, SandboxSettings settings, CancellationToken cancel)
    {
        using SandboxEnd end = new(settings.UntilEof ? shell.In : null, cancel);
        Shell quiet = shell with { Out = new TolerantWriter(shell.Out), Error = new TolerantWriter(shell.Error) };
        return await new SandboxRun(quiet, settings).RunAsync(end.Token);
    }

    private async Task<int> RunAsync(CancellationToken cancel)
    {
        if (!settings.ApiOnly)
        {
            // What the user named is looked at before anything is announced.
            _ = Description();
            if (settings.LibvirtUri is null)
            {
                RunningLab.CheckShape(settings.Shape);
            }
        }

        try
        {
            if (settings.ExistingCluster is { } existing)
            {
                await RunLabAsync(existing, isLocal: false, cancel);
            }
            else
            {
                await ServeAsync(cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            shell.Out.WriteLine("stopped");
        }

        return ExitCode.Done;
    }

    private async Task ServeAsync(CancellationToken cancel)
    {
        if (PrivateFile.Objection(settings.Kubeconfig, text => text.Contains(Mark, StringComparison.Ordinal)) is { } objection)
        {
            throw new CommandException(objection);
        }

        await using SandboxServer server = await StartAsync(cancel);
        string text = server.Kubeconfig();
        PrivateFile.Write(settings.Kubeconfig, text);
        try
        {
            shell.Out.WriteLine($"Kubernetes API on {server.Address.GetLeftPart(UriPartial.Authority)}, in memory, until Ctrl-C.");
            if (settings.ApiOnly)
            {
                SayHowToGoOn("kubectl apply -k deploy", "kubectl lustre host add NAME");
                await Task.Delay(Timeout.InfiniteTimeSpan, shell.Time, cancel);
            }

            await RunLabAsync(settings.Kubeconfig, isLocal: true, cancel);
        }
        finally
        {
            Remove(text);
        }
    }

    private async Task RunLabAsync(string kubeconfig, bool isLocal, CancellationToken cancel)
    {
        KubernetesConnection connection = KubernetesConnection.FromKubeconfig(kubeconfig, context: null, shell.Time);
        KubernetesClientOptions options =
            new() { UserAgent = "kubectl-lustre", FieldManager = ClusterAccess.FieldManager, QueriesPerSecond = 500, Burst = 2000 };
        using ClusterAccess cluster = new(new KubernetesClient(connection, options, shell.Time, new Random()), connection);
        Installer installer = new(cluster.Client, shell.Time);
        LabHosts hosts = new(cluster.Client, shell, await Installation.NamespaceAsync(cluster.Client, cancel));
        bool isEmpty = false;
        try
        {
            await using RunningLab lab = new(cluster, shell, settings.LogFile);
            try
            {
                await installer.InstallAsync(cancel);
                await RunHostsAsync(lab, hosts, cluster, cancel);
            }
            finally
            {
                // What is in memory is gone with the process. A host that had machines is let go by the operator, so it still runs.
                isEmpty = !isLocal && await hosts.RemoveAsync(CancellationToken.None);
            }
        }
        finally
        {
            // A cluster of somebody else's is left as it was found.
            if (isEmpty)
            {
                await installer.RemoveAsync(CancellationToken.None);
            }
        }
    }

    private async Task RunHostsAsync(RunningLab lab, LabHosts hosts, ClusterAccess cluster, CancellationToken cancel)
    {
        await lab.StartOperatorAsync(await Installation.NamespaceAsync(cluster.Client, cancel), cancel);
        foreach ((string name, JsonObject fields) in Description())
        {
            HostIdentity identity = await hosts.AddAsync(name, fields, cancel);
            await (settings.LibvirtUri is { } uri ? lab.StartAgentAsync(identity, uri, cancel) : lab.StartSimulatedHostAsync(identity, settings.Shape, cancel));
        }

        if (settings.LibvirtUri is null)
        {
            lab.StartOtherHand();
        }

        Task<string> failure = lab.FailureAsync(cancel);
        Task ready = hosts.WaitReadyAsync(cancel);
        await await Task.WhenAny(ready, failure);
        if (ready.IsCompleted)
        {
            SayHowToGoOn("kubectl apply -f deploy/examples/ha.yaml", "kubectl get lc,lm,kh");
            shell.Out.WriteLine(ReadyLine);
            shell.Out.Flush();
        }

        string ended = await failure;
        cancel.ThrowIfCancellationRequested();
        throw new CommandException(ended);
    }

    private IReadOnlyList<(string Name, JsonObject Fields)> Description()
    {
        LabDescription lab = settings.LabFile is { } file ? LabDescription.Read(file) : LabDescription.Carried();
        return settings.LibvirtUri is null || settings.LabFile is not null
            ? lab.Take(settings.LibvirtUri is null ? settings.Hosts : 1)
            : [("kvm1", new JsonObject())];
    }

    private void SayHowToGoOn(params string[] commands)
    {
        shell.Out.WriteLine($"""

            In another terminal:

              export KUBECONFIG={settings.ExistingCluster ?? settings.Kubeconfig}
              {string.Join("\n  ", commands)}

            """);
        shell.Out.Flush();
    }

    private async Task<SandboxServer> StartAsync(CancellationToken cancel)
    {
        try
        {
            return await SandboxServer.StartAsync(new SandboxOptions { Port = settings.Port }, shell.Time, cancel);
        }
        catch (IOException fault)
        {
            throw new CommandException($"cannot listen on port {settings.Port} of the loopback address: {fault.Message}; give another --port, or none", fault);
        }
    }

    /// <summary>Unless a later sandbox has taken the file over.</summary>
    private void Remove(string text)
    {
        if (File.Exists(settings.Kubeconfig) && File.ReadAllText(settings.Kubeconfig) == text)
        {
            File.Delete(settings.Kubeconfig);
        }
    }
}
