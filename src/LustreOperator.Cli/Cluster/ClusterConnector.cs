using System.CommandLine;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Cluster;

/// <summary>Connects to the cluster that the command line names.</summary>
internal sealed class ClusterConnector(GlobalOptions global, Shell shell)
{
    public TimeProvider Time => shell.Time;

    /// <summary>Connects, without asking the server anything yet.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="limit">For one request, which is then not sent again; null: the client's own ways.</param>
    public ClusterAccess Connect(ParseResult parsed, TimeSpan? limit = null)
    {
        KubernetesConnection connection = Connection(parsed.GetValue(global.Kubeconfig), parsed.GetValue(global.Context));
        connection.LeaveSystemAuthoritiesUnread();
        KubernetesClientOptions options = new() { UserAgent = "kubectl-lustre", FieldManager = ClusterAccess.FieldManager };
        if (limit is { } time)
        {
            (options.RequestTimeout, options.MaxRetries) = (time, 0);
        }

        return new ClusterAccess(new KubernetesClient(connection, options, shell.Time, new Random()), connection);
    }

    private KubernetesConnection Connection(string? kubeconfig, string? context)
    {
        if (kubeconfig is not null)
        {
            return KubernetesConnection.FromKubeconfig(shell.PathOf(kubeconfig), context, shell.Time);
        }

        return context is null
            ? KubernetesConnection.Default(shell.Time)
            : KubernetesConnection.FromKubeconfig(KubernetesConnection.DefaultKubeconfigs(), context, shell.Time);
    }
}
