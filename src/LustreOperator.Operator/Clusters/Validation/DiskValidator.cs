using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>What is wrong with the disks of a cluster's spec. Pure.</summary>
internal static class DiskValidator
{
    private const long MinBytes = 1L << 20;

    /// <summary>Faults of one disk of a group.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="group">Its group.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="machines">The cluster's machines.</param>
    public static IEnumerable<SpecFault> Disk(LustreCluster cluster, MachineGroup group, DiskSpec disk, IReadOnlyList<LustreMachine> machines)
    {
        string path = $"spec.machines[{group.Name}].disks[{disk.Name}]";
        if (!disk.Size.IsValid)
        {
            yield return new($"{path}.size", $"`{disk.Size}` must be a quantity such as 20Gi");
        }
        else if (disk.Size.Bytes < MinBytes)
        {
            yield return new($"{path}.size", $"must be at least 1Mi; it is {disk.Size}");
        }

        if (disk is { Purpose: DiskPurpose.System, ReclaimPolicy: ReclaimPolicy.Retain } && !FormerDefault.Explains(cluster, group, disk, machines))
        {
            yield return new(
                $"{path}.reclaimPolicy", "Retain is for Data disks: a System disk is deleted with its machine. Set `purpose: Data`, or leave it out");
        }

        if (disk is { Purpose: DiskPurpose.System, IfKept: not null })
        {
            yield return new($"{path}.ifKept", "is for Data disks: a System disk is deleted with its machine and never kept");
        }

        if (disk.Volume is null)
        {
            yield break;
        }

        foreach (SpecFault fault in Named(disk, path))
        {
            yield return fault;
        }

        if (group.Count > 1)
        {
            yield return new($"{path}.volume", $"one volume cannot be the disk of {group.Count} machines; name one for each in spec.overrides[].disks");
        }
    }

    private static IEnumerable<SpecFault> Named(DiskSpec disk, string path)
    {
        if (disk.Purpose != DiskPurpose.Data)
        {
            yield return new($"{path}.purpose", "must be Data for a disk that names a volume: it is never deleted");
        }

        if (disk.Base is not null)
        {
            yield return new($"{path}.base", "cannot be with `volume`: the volume becomes the disk as it is");
        }

        if (disk.ReclaimPolicy == ReclaimPolicy.Delete)
        {
            yield return new($"{path}.reclaimPolicy", "Delete cannot be with `volume`: a volume that was there already is never deleted");
        }
    }

    /// <summary>Faults of the volumes that single machines are given.</summary>
    public static IEnumerable<SpecFault> Overrides(LustreCluster cluster) => [.. Names(cluster), .. Twice(cluster)];

    private static IEnumerable<SpecFault> Names(LustreCluster cluster)
    {
        Dictionary<string, WantedMachine> wanted = WantedMachine.Of(cluster).DistinctBy(machine => machine.Name).ToDictionary(machine => machine.Name);
        foreach ((MachineOverride own, DiskOverride item) in cluster.Spec.Overrides.SelectMany(own => (own.Disks ?? []).Select(item => (own, item))))
        {
            // One for a machine that does not exist waits until it does.
            if (!wanted.TryGetValue(own.Machine, out WantedMachine? machine))
            {
                continue;
            }

            string path = $"spec.overrides[{own.Machine}].disks[{item.Name}]";
            if (machine.Group.Disks.FirstOrDefault(disk => disk.Name == item.Name) is not { } disk)
            {
                yield return new($"{path}.name", $"group `{machine.Group.Name}` has no disk `{item.Name}`");
            }
            else if (item.Volume is not null && Named(disk, path).Any())
            {
                yield return new($"{path}.volume", $"{Named(disk, $"spec.machines[{machine.Group.Name}].disks[{disk.Name}]").First()}");
            }
        }
    }

    // A volume of ours is one volume, wherever it is.
    private static IEnumerable<SpecFault> Twice(LustreCluster cluster) =>
        from named in
            from machine in WantedMachine.Of(cluster)
            from disk in machine.Disks
            where disk.Volume is not null
                && (VolumeName.Parse(disk.Volume) is not null || machine.Disks.Count(other => (other.Pool, other.Volume) == (disk.Pool, disk.Volume)) > 1)
            where machine.Group.Count <= 1 || machine.Group.Disks.All(other => other.Volume != disk.Volume)
            group (Machine: machine.Name, Disk: disk.Name) by (disk.Pool, disk.Volume)
        where named.Count() > 1
        let last = named.Last()
        select new SpecFault(
            $"spec.overrides[{last.Machine}].disks[{last.Disk}].volume",
            $"volume {named.Key.Pool}/{named.Key.Volume} is named {named.Count()} times: {string.Join(", ", named.Select(use => $"{use.Machine}.{use.Disk}"))}");
}
