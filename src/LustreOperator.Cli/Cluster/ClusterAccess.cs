using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Cluster;

/// <summary>A cluster that answers to us.</summary>
internal sealed record ClusterAccess(KubernetesClient Client, KubernetesConnection Connection) : IDisposable
{
    /// <summary>Owner of the fields that this program writes.</summary>
    public const string FieldManager = "kubectl-lustre";

    /// <summary>A second run takes back what others changed in those fields.</summary>
    public static WriteOptions Apply { get; } = new() { FieldManager = FieldManager, Force = true };

    public void Dispose()
    {
        Client.Dispose();
        Connection.Dispose();
    }
}
