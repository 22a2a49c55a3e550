using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Hosts;

/// <summary>Takes a host's identity away, unless machines are on it.</summary>
internal sealed class HostRemover(KubernetesClient client, TextWriter log)
{
    private const int NamedAtMost = 10;

    /// <summary>Machines that are placed on the host, as namespace/name, by what the operator decided and not by a label.</summary>
    public async Task<IReadOnlyList<string>> MachinesAsync(HostIdentity identity, CancellationToken cancel)
    {
        try
        {
            ResourceList<JsonObject> machines = await client.ListAsync(Kinds.LustreMachines, new ListOptions(), cancel);
            return
            [
                .. machines.Items.Where(machine => (string?)machine["spec"]?["host"] == identity.Host)
                    .Select(machine => Kinds.LustreMachines.KeyOf(machine).ToString())
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (KubernetesStatusException refusal) when (refusal.IsKindUnknown)
        {
            // The definitions are gone, and with them every machine.
            return [];
        }
    }

    public async Task RemoveAsync(HostIdentity identity, bool force, CancellationToken cancel)
    {
        IReadOnlyList<string> machines = await MachinesAsync(identity, cancel);
        if (machines.Count > 0 && !force)
        {
            throw new CommandException(
                $"{Counted(machines)} on {identity.Host}: {Names(machines)}; delete or shrink their clusters first, or give --force");
        }

        int removed = 0;
        foreach (HostObject made in HostObjects.Of(identity).Reverse())
        {
            if (await FindAsync(made, cancel) is { } found)
            {
                // This incarnation, so that an identity that is being made anew is not torn down.
                JsonObject? waiting = await client.DeleteAsync(
                    made.Kind, made.Key, new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = made.Kind.Identify(found).Uid } }, cancel);
                bool stays = waiting is not null && !await ReleaseAsync(identity, made, waiting, cancel);
                log.WriteLine(stays ? $"{made.Label} is being deleted: the operator lets it go when no machine is on it" : $"{made.Label} deleted");
                removed++;
            }
        }

        if (removed == 0)
        {
            throw new CommandException($"there is no host {identity.Host} with its agent in namespace {identity.Namespace}; see kubectl lustre host list");
        }

        if (machines.Count > 0)
        {
            log.WriteLine($"{Counted(machines)} still placed on {identity.Host}, which nobody serves now: {Names(machines)}");
        }
    }

    // The operator holds a KvmHost that has had machines, and may be gone before it: when nothing is placed there any more, which is looked at once it
    // is being deleted and nothing new comes, it is let go here.
    private async Task<bool> ReleaseAsync(HostIdentity identity, HostObject made, JsonObject waiting, CancellationToken cancel)
    {
        JsonArray finalizers = waiting["metadata"]?["finalizers"] as JsonArray ?? [];
        string[] left = [.. finalizers.Select(name => (string)name!).Where(name => name != ApiNames.HostFinalizer)];
        if (made.Kind.Kind != KvmHost.KindName || left.Length == finalizers.Count || (await MachinesAsync(identity, cancel)).Count > 0)
        {
            return false;
        }

        try
        {
            V1Patch patch = Patch.Merge(new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["uid"] = waiting["metadata"]!["uid"]!.DeepClone(),
                    ["finalizers"] = new JsonArray([.. left.Select(name => (JsonNode?)name)]),
                },
            });
            await client.PatchAsync(made.Kind, made.Key, patch, WriteOptions.Default, cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsNotFound || refusal.IsConflict)
        {
            // The operator was faster.
        }

        return left.Length == 0;
    }

    private async Task<JsonObject?> FindAsync(HostObject made, CancellationToken cancel)
    {
        try
        {
            return await client.FindAsync(made.Kind, made.Key, cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsKindUnknown)
        {
            return null;
        }
    }

    private static string Counted(IReadOnlyList<string> machines) => machines.Count == 1 ? "1 machine is" : $"{machines.Count} machines are";

    private static string Names(IReadOnlyList<string> machines) =>
        string.Join(", ", machines.Take(NamedAtMost)) + (machines.Count > NamedAtMost ? $" and {machines.Count - NamedAtMost} more" : "");
}
