using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;

namespace LustreOperator.Cli.Hosts;

/// <summary>The file that gets an agent's kubeconfig.</summary>
/// <param name="identity">Whose it is.</param>
/// <param name="shell">Where to say so.</param>
/// <param name="path">Full path of the file.</param>
/// <param name="server">The server's address for the agent; null: ours.</param>
internal sealed class AgentFile(HostIdentity identity, Shell shell, string path, Uri? server)
{
    /// <summary>Throws, before a cluster is touched, when the file could not be written or is somebody else's.</summary>
    public void Check()
    {
        if (PrivateFile.Objection(path, text => AgentKubeconfig.IsOf(identity, text)) is { } objection)
        {
            throw new CommandException(objection);
        }
    }

    public void Write(ClusterAccess cluster, AgentToken token, TimeSpan asked)
    {
        Uri address = server ?? cluster.Connection.BaseAddress;
        PrivateFile.Write(path, AgentKubeconfig.Of(identity, address, cluster.Connection.Trust, token));
        shell.Out.WriteLine($"{path}: kubeconfig of the agent, with a token that expires {token.ExpiryText}");
        if (token.Expires < shell.Time.GetUtcNow() + (asked * 0.99))
        {
            shell.Error.WriteLine($"note: the API server allows no longer token; renew it in time with kubectl lustre host token {identity.Host}");
        }

        if (address.IsLoopback)
        {
            shell.Error.WriteLine($"note: {address.GetLeftPart(UriPartial.Authority)} is an address of this machine; for an agent elsewhere give --server");
        }
    }
}
