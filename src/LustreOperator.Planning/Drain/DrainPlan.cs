using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Operator;
using LustreOperator.Resources;

namespace LustreOperator.Planning;

/// <summary>
/// How a host is emptied: its machines that have no data there are deleted, one after the other in thought, and the operator's own plans say where each
/// would be placed while the host takes none. Pure.
/// </summary>
public sealed record DrainPlan(IReadOnlyList<DrainedMachine> Machines)
{
    /// <summary>The plan for all machines on a host, by namespace, cluster, group and index.</summary>
    /// <param name="lab">All that there is.</param>
    /// <param name="host">Name of the KvmHost.</param>
    /// <param name="cancel">Ends the searches for places.</param>
    public static DrainPlan Of(LabState lab, string host, CancellationToken cancel = default)
    {
        KvmHost? emptied = lab.Hosts.FirstOrDefault(found => found.Metadata.Name == host);
        LabState left = lab with
        {
            Hosts = [.. lab.Hosts.Select(found => found.Metadata.Name == host ? found with { Spec = found.Spec with { Unschedulable = true } } : found)],
        };
        List<DrainedMachine> machines = [];
        foreach (LustreMachine machine in lab.Machines.Where(machine => machine.Spec.Host == host))
        {
            if (Kept(lab, emptied, machine) is { } kept)
            {
                machines.Add(kept);
                continue;
            }

            (DrainedMachine moved, LabState after) = Move(left, machine, cancel);
            machines.Add(moved);
            left = after;
        }

        return new DrainPlan(machines);
    }

    private static (DrainedMachine Machine, LabState After) Move(LabState lab, LustreMachine machine, CancellationToken cancel)
    {
        ObjectKey cluster = OperatorStores.ClusterOf(machine);
        LabState without = lab with { Machines = [.. lab.Machines.Where(other => ApiResources.Machines.KeyOf(other) != ApiResources.Machines.KeyOf(machine))] };
        ClusterStory story = ClusterStory.Of(without, cluster, cancel);
        if (story.Faults.Count > 0)
        {
            return (
                new DrainedMachine(machine, DrainFate.Stays, null, $"the spec of its cluster has a fault, so it would not be placed anew: {story.Faults[0]}"),
                lab);
        }

        LustreMachine? placed = story.After.FirstOrDefault(other => ApiResources.Machines.KeyOf(other) == ApiResources.Machines.KeyOf(machine));
        return story.Unplaced is { } failure ? (new DrainedMachine(machine, DrainFate.NoPlace, null, failure.Message), lab)
            : placed is null ? (new DrainedMachine(machine, DrainFate.NoPlace, null, "it would not be made anew"), lab)
            : (new DrainedMachine(machine, DrainFate.Moves, placed.Spec.Host, ""), without with { Machines = story.After });
    }

    // Null: it may be deleted for the sake of another place.
    private static DrainedMachine? Kept(LabState lab, KvmHost? host, LustreMachine machine)
    {
        DrainedMachine With(DrainFate fate, string why) => new(machine, fate, null, why);
        if (machine.Metadata.DeletionTimestamp is not null)
        {
            return With(DrainFate.Leaves, "it is being deleted already");
        }

        if (machine.Unreadable is { } unreadable)
        {
            return With(DrainFate.Stays, $"something of it cannot be read: {unreadable}");
        }

        if (DataOf(machine, host) is { } data)
        {
            return With(DrainFate.Stays, data);
        }

        ObjectKey key = OperatorStores.ClusterOf(machine);
        return lab.Clusters.FirstOrDefault(found => ApiResources.Clusters.KeyOf(found) == key) switch
        {
            null =>
                With(
                    DrainFate.Stays,
                    $"its cluster {key} is gone, so it would not be placed anew; kubectl delete lm {machine.Metadata.Name} -n {machine.Metadata.Namespace}"),
            { Metadata.DeletionTimestamp: not null } => With(DrainFate.Leaves, "its cluster is being deleted"),
            { Unreadable: { } problem } => With(DrainFate.Stays, $"something of its cluster cannot be read, so it would not be placed anew: {problem}"),
            { Spec.Paused: true } => With(DrainFate.Stays, "its cluster is paused, so it would not be placed anew"),
            var cluster when !WantedMachine.Of(cluster).Any(wanted => wanted.Name == machine.Metadata.Name) =>
                With(DrainFate.Leaves, "its cluster does not ask for it any more"),
            _ => null,
        };
    }

    private static string? DataOf(LustreMachine machine, KvmHost? host)
    {
        string[] disks = [.. machine.Spec.Disks.Where(disk => disk.Purpose == DiskPurpose.Data || disk.Volume is not null).Select(disk => disk.Name)];
        string[] moved = [.. (machine.Status?.MovedDisks ?? []).Select(disk => disk.Name)];
        string[] volumes = [.. (host?.Status?.DataVolumes ?? []).Where(volume => volume.MachineUid == machine.Metadata.Uid).Select(volume => volume.Name)];
        return disks.Length > 0 ? $"it has data there: {(disks.Length == 1 ? "disk" : "disks")} {string.Join(", ", disks)}"
            : moved.Length > 0 ? $"somebody moved its {(moved.Length == 1 ? "disk" : "disks")} {string.Join(", ", moved)} to another file there"
            : volumes.Length > 0 ? $"it has data there: {(volumes.Length == 1 ? "volume" : "volumes")} {string.Join(", ", volumes)}"
            : null;
    }
}
