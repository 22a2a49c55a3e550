using System.CommandLine;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Cluster;

/// <summary>Connects to the cluster that the command line names.</summary>
internal sealed class ClusterConnector(GlobalOptions global, Shell shell)
{
    public ClusterAccess Connect(ParseResult parsed)
    {
        KubernetesConnection connection = Connection(parsed.GetValue(global.Kubeconfig), parsed.GetValue(global.Context));
        KubernetesClientOptions options = new() { UserAgent = "kubectl-lustre", FieldManager = ClusterAccess.FieldManager };
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
