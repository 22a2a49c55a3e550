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
        HashSet<string> taken = [.. Targets(observed)];
        return [.. found.Select(disk => Judge(observed, disk.Disk, disk.Defined, disk.Live, taken))];
    }

    /// <summary>The disks of a new domain.</summary>
    public static IEnumerable<DomainDisk> New(LustreMachine machine)
    {
        HashSet<string> taken = [];
        return machine.Spec.Disks.Select(disk => New(machine, disk, taken)).OrderBy(disk => disk.Target, StringComparer.Ordinal);
    }

    /// <summary>The volumes of the machine that its domain has as disks, by pool and name.</summary>
    public static IEnumerable<VolumeSource> VolumesOf(LustreMachine machine, DomainDefinition? existing) =>
        from disk in existing?.Disks ?? []
        where NameOf(disk) is { } name && disk.Source is VolumeSource volume && VolumeNames.IsOfDisk(machine, name, volume.Volume)
        select (VolumeSource)disk.Source;

    /// <summary>Whether we made the disk: it carries our alias.</summary>
    public static bool IsOurs(DomainDisk disk) => NameOf(disk) is not null;

    private static string? NameOf(DomainDisk disk) =>
        disk.Alias is { } alias && alias.StartsWith(AliasPrefix, StringComparison.Ordinal) ? alias[AliasPrefix.Length..] : null;

    // A disk that lost its alias still has its serial.
    private static DomainDisk? Find(string name, DomainDefinition? domain) =>
        domain?.Disks.FirstOrDefault(disk => NameOf(disk) == name) ?? domain?.Disks.FirstOrDefault(disk => NameOf(disk) is null && disk.Serial == name);

    private static IEnumerable<string> Targets(MachineObservation observed) => observed.OwnsDomain
        ? [.. Disks(observed.Domain!.Inactive).Concat(Disks(observed.Domain.Live)).Select(disk => disk.Target)]
        : [];

    private static ValueList<DomainDisk> Disks(DomainDescription? description) => description?.Definition.Disks ?? [];

    private static MachineDisk Judge(MachineObservation observed, DiskSpec disk, DomainDisk? defined, DomainDisk? live, HashSet<string> taken)
    {
        bool IsOwn(DiskSource source) => MachineDisks.IsOwn(observed, disk, source);
        DiskSource own = new VolumeSource(disk.Pool, VolumeNames.Of(observed.Machine, disk));
        string? accepted = Accepted(observed.Machine, disk.Name);
        if ((defined ?? live) is not { } there)
        {
            MovedDisk? before = observed.Machine.Status?.MovedDisks.FirstOrDefault(moved => moved.Name == disk.Name);
            return before is null || accepted == own.ToString()
                ? new MachineDisk(disk, New(observed.Machine, disk, taken), DiskPlace.New)
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
        bool IsName(string volume) => VolumeNames.IsOfDisk(observed.Machine, disk.Name, volume);
        return source switch
        {
            VolumeSource volume => IsName(volume.Volume),
            FileSource file => observed.Volumes.Any(volume => volume.Path == file.Path && IsName(volume.Name)),
            BlockSource block => observed.Volumes.Any(volume => volume.Path == block.Path && IsName(volume.Name)),
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

    private static DomainDisk New(LustreMachine machine, DiskSpec disk, HashSet<string> taken)
    {
        // At most 24 disks (the CRD's maximum), so one letter is enough unless somebody added others.
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
