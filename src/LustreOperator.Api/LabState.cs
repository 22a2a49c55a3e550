using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Controller;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Cluster;

/// <summary>All hosts, clusters and machines, as they were when they were listed: what the pictures and the plans are made from.</summary>
internal sealed record LabState(IReadOnlyList<KvmHost> Hosts, IReadOnlyList<LustreCluster> Clusters, IReadOnlyList<LustreMachine> Machines)
{
    /// <summary>Three lists, each ordered by name; the lists are of three moments.</summary>
    public static async Task<LabState> ReadAsync(KubernetesClient client, CancellationToken cancel)
    {
        ResourceList<KvmHost> hosts = await client.ListAsync(OperatorResources.Hosts, new ListOptions(), cancel);
        ResourceList<LustreCluster> clusters = await client.ListAsync(OperatorResources.Clusters, new ListOptions(), cancel);
        ResourceList<LustreMachine> machines = await client.ListAsync(OperatorResources.Machines, new ListOptions(), cancel);
        return new LabState(
            [.. hosts.Items.OrderBy(host => host.Metadata.Name, StringComparer.Ordinal)],
            [.. clusters.Items.OrderBy(cluster => cluster.Metadata.Namespace, StringComparer.Ordinal).ThenBy(cluster => cluster.Metadata.Name, StringComparer.Ordinal)],
            [
                .. machines.Items.OrderBy(machine => machine.Metadata.Namespace, StringComparer.Ordinal).ThenBy(machine => machine.Spec.Cluster, StringComparer.Ordinal)
                    .ThenBy(machine => machine.Spec.Group, StringComparer.Ordinal).ThenBy(machine => machine.Spec.Index),
            ]);
    }

    /// <summary>The same, and says what of it could not be read.</summary>
    public static async Task<LabState> ReadAsync(KubernetesClient client, Shell shell, CancellationToken cancel)
    {
        LabState lab = await ReadAsync(client, cancel);
        Unreadables.Tell(shell, lab.Hosts, lab.Clusters, lab.Machines);
        return lab;
    }
}
