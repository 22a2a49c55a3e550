using System.Text.Json;
using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>
/// <c>reclaimPolicy: Retain</c> was stored by default for every disk once, System disks included. An object of that time must not become faulty by an
/// upgrade, and a user who writes it now is told. Pure.
/// </summary>
internal static class FormerDefault
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Whether the Retain of a System disk may be the default of then and need not be the user's word of now.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="group">The disk's group.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="machines">The cluster's machines: one that was made then has the default too, and no other has.</param>
    public static bool Explains(LustreCluster cluster, MachineGroup group, DiskSpec disk, IReadOnlyList<LustreMachine> machines)
    {
        Condition? accepted = cluster.Status?.Conditions.Find(ClusterConditionTypes.Accepted);
        bool wasAccepted = accepted?.Status == ConditionStatus.True;
        return (wasAccepted && accepted!.ObservedGeneration == cluster.Metadata.Generation)
            || (Applied(cluster, group.Name, disk.Name) is { } isWritten
                ? !isWritten
                : wasAccepted || machines.Any(machine => machine.Spec.Group == group.Name && machine.Spec.Disks.Any(there =>
                    there.Name == disk.Name && there is { Purpose: DiskPurpose.System, ReclaimPolicy: ReclaimPolicy.Retain })));
    }

    // What the user wrote, where kubectl apply keeps it; null: it is not known.
    private static bool? Applied(LustreCluster cluster, string group, string disk)
    {
        if (cluster.Metadata.Annotations?.GetValueOrDefault(LastApplied) is not { } text)
        {
            return null;
        }

        try
        {
            using var file = JsonDocument.Parse(text);
            return file.RootElement.TryGetProperty("spec", out JsonElement spec)
                && Named(spec, "machines", group) is { } written && Named(written, "disks", disk)?.TryGetProperty("reclaimPolicy", out _) == true;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Named(JsonElement parent, string list, string name) =>
        parent.TryGetProperty(list, out JsonElement items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Where(item => item.TryGetProperty("name", out JsonElement own) && own.ValueEquals(name))
                .Select(item => (JsonElement?)item).FirstOrDefault()
            : null;
}
