using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// The disks of a machine's domain. What the domain has stays: its volume (which may be an earlier object's, taken over with the domain), its format and
/// its target, so that a disk that comes or goes moves no other. Pure.
/// </summary>
internal static class MachineDisks
{
    private const string AliasPrefix = "ua-disk-";

    /// <summary>The disks as they should be, by target.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="existing">Its own domain as it is defined; null when there is none.</param>
    /// <param name="ready">
    /// The volumes that new disks can be attached with, by name of the disk; a new disk without one waits. Null: all are taken to be there.
    /// </param>
    public static IReadOnlyList<DomainDisk> Of(LustreMachine machine, DomainDefinition? existing, IReadOnlyDictionary<string, ReadyVolume>? ready)
    {
        Dictionary<string, DomainDisk> there = Existing(machine, existing);
        HashSet<string> taken = [.. machine.Spec.Disks.Where(disk => there.ContainsKey(disk.Name)).Select(disk => there[disk.Name].Target)];
        ready ??= machine.Spec.Disks.ToDictionary(
            disk => disk.Name, disk => new ReadyVolume(new VolumeSource(disk.Pool, VolumeNames.Of(machine, disk)), VolumeNames.Format(disk)));
        return
        [
            .. machine.Spec.Disks.Where(disk => there.ContainsKey(disk.Name) || ready.ContainsKey(disk.Name))
                .Select(disk => there.TryGetValue(disk.Name, out DomainDisk? found) ? found : New(disk, ready[disk.Name], taken))
                .OrderBy(disk => disk.Target, StringComparer.Ordinal),
        ];
    }

    /// <summary>The volumes of the disks that the domain has, by pool and name.</summary>
    public static IEnumerable<VolumeSource> VolumesOf(LustreMachine machine, DomainDefinition? existing) =>
        Existing(machine, existing).Values.Select(disk => (VolumeSource)disk.Source);

    /// <summary>
    /// The disks of the domain that are the machine's, by name: those that carry our alias and a volume of the machine. A disk that somebody else
    /// attached is none of ours.
    /// </summary>
    public static Dictionary<string, DomainDisk> Existing(LustreMachine machine, DomainDefinition? existing)
    {
        Dictionary<string, DomainDisk> found = [];
        foreach (DomainDisk disk in existing?.Disks ?? [])
        {
            if (disk is { Alias: { } alias, Source: VolumeSource volume } && alias.StartsWith(AliasPrefix, StringComparison.Ordinal)
                && VolumeNames.IsOfDisk(machine, alias[AliasPrefix.Length..], volume))
            {
                found.TryAdd(alias[AliasPrefix.Length..], disk);
            }
        }

        return found;
    }

    private static DomainDisk New(DiskSpec disk, ReadyVolume volume, HashSet<string> taken)
    {
        // At most 24 disks (the CRD's maximum), so one letter is enough.
        string target = Enumerable.Range('a', 26).Select(letter => "vd" + (char)letter).First(taken.Add);
        return new DomainDisk
        {
            Alias = AliasPrefix + disk.Name,
            Target = target,
            Source = volume.Source,
            Format = volume.Format,
            Serial = disk.Name,
        };
    }
}

/// <summary>A volume that is there and fit to be a disk.</summary>
/// <param name="Source">Pool and name.</param>
/// <param name="Format">The format that the domain is to read it in.</param>
internal sealed record ReadyVolume(VolumeSource Source, VolumeFormat Format);
