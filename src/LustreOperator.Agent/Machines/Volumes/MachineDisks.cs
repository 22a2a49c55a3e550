using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// The disks of a machine's domain. What the domain has stays: its source, which may be an earlier object's volume, or a file that somebody moved the disk
/// to (an external snapshot, a block copy), and its target, so that a disk that comes or goes moves no other. Pure.
/// </summary>
internal static class MachineDisks
{
    private const string AliasPrefix = "ua-disk-";

    /// <summary>The disks of the spec, in its order.</summary>
    public static IReadOnlyList<MachineDisk> Of(MachineObservation observed)
    {
        LustreMachine machine = observed.Machine;
        (DiskSpec Disk, DomainDisk? Defined, DomainDisk? Live)[] found =
        [
            .. machine.Spec.Disks.Select(disk => (
                disk,
                Find(disk.Name, observed.OwnsDomain ? observed.Domain!.Inactive?.Definition : null),
                Find(disk.Name, observed.OwnsDomain ? observed.Domain!.Live?.Definition : null))),
        ];
        return [.. found.Select(disk => Judge(observed, disk.Disk, disk.Defined, disk.Live))];
    }

    /// <summary>The disks as they should be, by target.</summary>
    /// <param name="observed">What is.</param>
    /// <param name="disks">The disks of the spec and what the domain has for them.</param>
    /// <param name="ready">The volumes that new disks can be attached with, by name of the disk; a new disk without one waits.</param>
    public static IEnumerable<DomainDisk> Wanted(
        MachineObservation observed, IEnumerable<MachineDisk> disks, IReadOnlyDictionary<string, ReadyVolume> ready)
    {
        HashSet<string> taken = [.. Targets(observed)];
        return disks
            .Select(disk => disk.Place == DiskPlace.New && ready.TryGetValue(disk.Spec.Name, out ReadyVolume? volume)
                ? New(disk.Spec, volume, taken)
                : disk.Wanted)
            .OfType<DomainDisk>()
            .OrderBy(disk => disk.Target, StringComparer.Ordinal);
    }

    /// <summary>The disks of a new domain, if all of their volumes are there.</summary>
    public static IEnumerable<DomainDisk> New(LustreMachine machine)
    {
        HashSet<string> taken = [];
        return machine.Spec.Disks
            .Select(disk => New(disk, new ReadyVolume(new VolumeSource(disk.Pool, VolumeNames.Of(machine, disk)), VolumeNames.Format(disk)), taken))
            .OrderBy(disk => disk.Target, StringComparer.Ordinal);
    }

    /// <summary>The volumes of the disks that the domain has, by pool and name.</summary>
    public static IEnumerable<VolumeSource> VolumesOf(LustreMachine machine, DomainDefinition? existing) =>
        Existing(machine, existing).Values.Select(disk => (VolumeSource)disk.Source);

    /// <summary>
    /// The disks of the domain that are on a volume of the machine, by name: those that carry our alias. A disk that somebody else attached is none of ours,
    /// and one that somebody moved to another file is not on its volume.
    /// </summary>
    public static Dictionary<string, DomainDisk> Existing(LustreMachine machine, DomainDefinition? existing)
    {
        Dictionary<string, DomainDisk> found = [];
        foreach (DomainDisk disk in existing?.Disks ?? [])
        {
            if (NameOf(disk) is { } name && disk.Source is VolumeSource volume && VolumeNames.IsOfDisk(machine, name, volume))
            {
                found.TryAdd(name, disk);
            }
        }

        return found;
    }

    /// <summary>The disk that a domain has for one of the spec, wherever its bytes are. One that lost its alias still has its serial.</summary>
    public static DomainDisk? Find(string name, DomainDefinition? domain) =>
        domain?.Disks.FirstOrDefault(disk => NameOf(disk) == name) ?? domain?.Disks.FirstOrDefault(disk => NameOf(disk) is null && disk.Serial == name);

    /// <summary>The volume that is made or named for a disk.</summary>
    public static VolumeSource Own(MachineObservation observed, DiskSpec disk) =>
        new(disk.Pool, VolumeNames.Of(observed.Machine, disk, observed.Storage.Pools.GetValueOrDefault(disk.Pool)?.Type));

    /// <summary>Whether we made the disk: it carries our alias.</summary>
    public static bool IsOurs(DomainDisk disk) => NameOf(disk) is not null;

    private static string? NameOf(DomainDisk disk) =>
        disk.Alias is { } alias && alias.StartsWith(AliasPrefix, StringComparison.Ordinal) ? alias[AliasPrefix.Length..] : null;

    private static IEnumerable<string> Targets(MachineObservation observed) => observed.OwnsDomain
        ? [.. Disks(observed.Domain!.Inactive).Concat(Disks(observed.Domain.Live)).Select(disk => disk.Target)]
        : [];

    private static ValueList<DomainDisk> Disks(DomainDescription? description) => description?.Definition.Disks ?? [];

    private static MachineDisk Judge(MachineObservation observed, DiskSpec disk, DomainDisk? defined, DomainDisk? live)
    {
        bool IsOwn(DiskSource source) => MachineDisks.IsOwn(observed, disk, source);
        string? accepted = Accepted(observed.Machine, disk.Name);
        if ((defined ?? live) is not { } there)
        {
            MovedDisk? before = observed.Machine.Status?.MovedDisks.FirstOrDefault(moved => moved.Name == disk.Name);
            return before is null || accepted == Own(observed, disk).ToString()
                ? new MachineDisk(disk, Wanted: null, DiskPlace.New)
                : new MachineDisk(disk, Wanted: null, DiskPlace.Gone) { Source = before.Source };
        }

        if ((defined is null || IsOwn(defined.Source)) && (live is null || IsOwn(live.Source)))
        {
            return new MachineDisk(disk, there, DiskPlace.InPlace);
        }

        // The guest's newer data is where it writes now: a definition of older data is brought up to that, and never the other way round.
        bool isFollowed = defined is not null && live is not null && live.Source != defined.Source
            && (IsOwn(defined.Source) || Backing(observed.Domain!.Live, live).Contains(defined.Source));
        DomainDisk wanted = isFollowed ? defined! with { Source = live!.Source, Format = live.Format } : there;
        DomainDisk moved = live is not null && !IsOwn(live.Source) ? live : there;
        DomainDescription description = (moved == live ? observed.Domain!.Live : observed.Domain!.Inactive)!;
        return new MachineDisk(disk, wanted, DiskPlace.Moved)
        {
            Source = moved.Source.ToString(),
            IsSnapshot = Backing(description, moved).Any(IsOwn),
            IsAccepted = accepted == moved.Source.ToString(),
            IsFollowed = isFollowed,
        };
    }

    // By its name, whatever pool it is in, or by its path: a block commit may leave the one where the other was.
    private static bool IsOwn(MachineObservation observed, DiskSpec disk, DiskSource source)
    {
        bool IsOfDisk(VolumeSource volume) => VolumeNames.IsOfDisk(observed.Machine, disk.Name, volume);
        bool IsPath(string path) => observed.Volumes.Any(volume => volume.Path == path && IsOfDisk(new VolumeSource(volume.Pool, volume.Name)));
        return source switch
        {
            VolumeSource volume => IsOfDisk(volume),
            FileSource file => IsPath(file.Path),
            BlockSource block => IsPath(block.Path),
            _ => false,
        };
    }

    private static ValueList<DiskSource> Backing(DomainDescription? description, DomainDisk disk) =>
        description?.Devices.FirstOrDefault(device => device.Key == disk.Key)?.Backing ?? [];

    // NAME=SOURCE, several separated by commas.
    private static string? Accepted(LustreMachine machine, string disk) =>
        machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.DiskSourceAnnotation)?.Split(',')
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0] == disk)?[1];

    private static DomainDisk New(DiskSpec disk, ReadyVolume volume, HashSet<string> taken)
    {
        // At most 24 disks (the CRD's maximum), so one letter is enough unless somebody added others.
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
