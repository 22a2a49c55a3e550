using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Cli.Cluster;

/// <summary>Lists what the pictures and the plans are made from.</summary>
internal static class ClusterReader
{
    /// <summary>Three lists, each ordered by name; the lists are of three moments.</summary>
    public static async Task<LabState> LabAsync(KubernetesClient client, CancellationToken cancel)
    {
        ResourceList<KvmHost> hosts = await client.ListAsync(ApiResources.Hosts, new ListOptions(), cancel);
        ResourceList<LustreCluster> clusters = await client.ListAsync(ApiResources.Clusters, new ListOptions(), cancel);
        ResourceList<LustreMachine> machines = await client.ListAsync(ApiResources.Machines, new ListOptions(), cancel);
        return new LabState(
            [.. hosts.Items.OrderBy(host => host.Metadata.Name, StringComparer.Ordinal)],
            [
                .. clusters.Items.OrderBy(cluster => cluster.Metadata.Namespace, StringComparer.Ordinal)
                    .ThenBy(cluster => cluster.Metadata.Name, StringComparer.Ordinal)
            ],
            [
                .. machines.Items.OrderBy(machine => machine.Metadata.Namespace, StringComparer.Ordinal)
                    .ThenBy(machine => machine.Spec.Cluster, StringComparer.Ordinal)
                    .ThenBy(machine => machine.Spec.Group, StringComparer.Ordinal).ThenBy(machine => machine.Spec.Index),
            ]);
    }

    /// <summary>The same, and says what of it could not be read.</summary>
    public static async Task<LabState> LabAsync(KubernetesClient client, Shell shell, CancellationToken cancel)
    {
        LabState lab = await LabAsync(client, cancel);
        Unreadables.Tell(shell, lab.Hosts, lab.Clusters, lab.Machines);
        return lab;
    }

    /// <summary>Two lists; of machines the longest that the user may have.</summary>
    /// <param name="client">Of the cluster.</param>
    /// <param name="inNamespace">Where the user may list machines, if not everywhere.</param>
    /// <param name="selector">Labels of the hosts; null: all.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<InventoryState> InventoryAsync(KubernetesClient client, string inNamespace, string? selector, CancellationToken cancel)
    {
        ResourceList<KvmHost> hosts = await client.ListAsync(ApiResources.Hosts, new ListOptions { LabelSelector = selector }, cancel);
        (IReadOnlyList<LustreMachine> machines, string? only) =
            await ListAsync(client, null, cancel) is { } all ? (all, null)
            : await ListAsync(client, inNamespace, cancel) is { } some ? (some, inNamespace)
            : ([], "");
        return new InventoryState(
            [.. hosts.Items.OrderBy(host => host.Metadata.Name, StringComparer.Ordinal)],
            [
                .. machines.OrderBy(machine => machine.Spec.Host, StringComparer.Ordinal).ThenBy(machine => machine.Metadata.Namespace, StringComparer.Ordinal)
                    .ThenBy(machine => machine.Spec.Cluster, StringComparer.Ordinal).ThenBy(machine => machine.Spec.Group, StringComparer.Ordinal)
                    .ThenBy(machine => machine.Spec.Index),
            ],
            only);
    }

    // Null: the user has no right to this list.
    private static async Task<IReadOnlyList<LustreMachine>?> ListAsync(KubernetesClient client, string? inNamespace, CancellationToken cancel)
    {
        try
        {
            return (await client.ListAsync(ApiResources.Machines, new ListOptions { Namespace = inNamespace }, cancel)).Items;
        }
        catch (KubernetesStatusException refusal) when (refusal.IsForbidden)
        {
            return null;
        }
    }
}
