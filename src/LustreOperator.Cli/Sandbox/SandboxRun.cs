using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Sandbox;

namespace LustreOperator.Cli.Sandbox;

/// <summary>One run of the local control plane, from its start to the signal that ends it.</summary>
/// <param name="shell">Where to say how to go on.</param>
/// <param name="kubeconfig">Full path of the kubeconfig to write; it is there as long as the server is.</param>
internal sealed class SandboxRun(Shell shell, string kubeconfig)
{
    private const string Mark = "current-context: lustre-sandbox";

    public async Task<int> RunAsync(int port, CancellationToken cancel)
    {
        if (PrivateFile.Objection(kubeconfig, text => text.Contains(Mark, StringComparison.Ordinal)) is { } objection)
        {
            throw new CommandException(objection);
        }

        await using SandboxServer server = await StartAsync(port, cancel);
        string text = server.Kubeconfig();
        PrivateFile.Write(kubeconfig, text);
        try
        {
            shell.Out.WriteLine($"""
                Kubernetes API on {server.Address.GetLeftPart(UriPartial.Authority)}, in memory, until Ctrl-C.

                In another terminal:

                  export KUBECONFIG={kubeconfig}
                  kubectl apply -k deploy
                  kubectl lustre host add NAME
                """);
            shell.Out.Flush();
            await Task.Delay(Timeout.InfiniteTimeSpan, shell.Time, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            shell.Out.WriteLine("stopped");
        }
        finally
        {
            Remove(text);
        }

        return ExitCode.Done;
    }

    private async Task<SandboxServer> StartAsync(int port, CancellationToken cancel)
    {
        try
        {
            return await SandboxServer.StartAsync(new SandboxOptions { Port = port }, shell.Time, cancel);
        }
        catch (IOException fault)
        {
            throw new CommandException($"cannot listen on port {port} of the loopback address: {fault.Message}; give another --port, or none", fault);
        }
    }

    /// <summary>Unless a later sandbox has taken the file over.</summary>
    private void Remove(string text)
    {
        if (File.Exists(kubeconfig) && File.ReadAllText(kubeconfig) == text)
        {
            File.Delete(kubeconfig);
        }
    }
}
