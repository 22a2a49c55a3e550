using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// The disks of a machine's domain. What the domain has stays: its volume (which may be an earlier object's, taken over with the domain) and
/// its target, so that a disk that comes or goes moves no other. Pure.
/// </summary>
internal static class MachineDisks
{
    private const string AliasPrefix = "ua-disk-";

    /// <summary>The disks as they should be, by target.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="existing">Its own domain as it is defined; null when there is none.</param>
    public static IReadOnlyList<DomainDisk> Of(LustreMachine machine, DomainDefinition? existing)
    {
        Dictionary<string, DomainDisk> there = Existing(machine, existing);
        HashSet<string> taken = [.. machine.Spec.Disks.Where(disk => there.ContainsKey(disk.Name)).Select(disk => there[disk.Name].Target)];
        return
        [
            .. machine.Spec.Disks
                .Select(disk => there.TryGetValue(disk.Name, out DomainDisk? found) ? found : New(machine, disk, taken))
                .OrderBy(disk => disk.Target, StringComparer.Ordinal),
        ];
    }

    /// <summary>The volumes of the disks that the domain has, by pool and name.</summary>
    public static IEnumerable<VolumeSource> VolumesOf(LustreMachine machine, DomainDefinition? existing) =>
        Existing(machine, existing).Values.Select(disk => (VolumeSource)disk.Source);

    // Only what carries our alias and our name for this machine's volumes: a disk that somebody else attached is none of ours.
    private static Dictionary<string, DomainDisk> Existing(LustreMachine machine, DomainDefinition? existing)
    {
        Dictionary<string, DomainDisk> found = [];
        foreach (DomainDisk disk in existing?.Disks ?? [])
        {
            if (disk is { Alias: { } alias, Source: VolumeSource volume } && alias.StartsWith(AliasPrefix, StringComparison.Ordinal)
                && VolumeNames.IsOfDisk(machine, alias[AliasPrefix.Length..], volume.Volume))
            {
                found.TryAdd(alias[AliasPrefix.Length..], disk);
            }
        }

        return found;
    }

    private static DomainDisk New(LustreMachine machine, DiskSpec disk, HashSet<string> taken)
    {
        // At most 24 disks (the CRD's maximum), so one letter is enough.
        string target = Enumerable.Range('a', 26).Select(letter => "vd" + (char)letter).First(taken.Add);
        return new DomainDisk
        {
            Alias = AliasPrefix + disk.Name,
            Target = target,
            Source = new VolumeSource(disk.Pool, VolumeNames.Of(machine, disk)),
            Format = VolumeNames.Format(disk),
            Serial = disk.Name,
        };
    }
}
