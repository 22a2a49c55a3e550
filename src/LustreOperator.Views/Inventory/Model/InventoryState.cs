using LustreOperator.Api;
using LustreOperator.Controller;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Inventory;

/// <summary>All hosts, and the machines that the user may list, as they were when they were listed.</summary>
/// <param name="Hosts">By name.</param>
/// <param name="Machines">By host, namespace, cluster, group and index.</param>
/// <param name="OnlyNamespace">The user may list machines of this namespace alone, or of none when it is empty; null: of all.</param>
internal sealed record InventoryState(IReadOnlyList<KvmHost> Hosts, IReadOnlyList<LustreMachine> Machines, string? OnlyNamespace)
{
    /// <summary>Two lists; of machines the longest that the user may have.</summary>
    /// <param name="client">Of the cluster.</param>
    /// <param name="inNamespace">Where the user may list machines, if not everywhere.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<InventoryState> ReadAsync(KubernetesClient client, string inNamespace, CancellationToken cancel)
    {
        ResourceList<KvmHost> hosts = await client.ListAsync(OperatorResources.Hosts, new ListOptions(), cancel);
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
            return (await client.ListAsync(OperatorResources.Machines, new ListOptions { Namespace = inNamespace }, cancel)).Items;
        }
        catch (KubernetesStatusException refusal) when (refusal.IsForbidden)
        {
            return null;
        }
    }
}
