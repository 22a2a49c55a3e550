using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>What the disks of a machine need of volumes that are there.</summary>
/// <param name="Disks">The disks, with the volumes that they get.</param>
/// <param name="Hosts">The hosts that have these volumes; null: no disk needs one that is known.</param>
/// <param name="Problem">Why a disk cannot be had; null: nothing is in the way.</param>
internal sealed record VolumeNeeds(IReadOnlyList<DiskSpec> Disks, IReadOnlyCollection<string>? Hosts, VolumeProblem? Problem);

/// <summary>Why a disk cannot be had.</summary>
/// <param name="Disk">Name of the disk.</param>
/// <param name="Reason">A word of <see cref="ConditionReasons"/>.</param>
/// <param name="Message">What is, and what to do.</param>
internal sealed record VolumeProblem(string Disk, string Reason, string Message);

/// <summary>
/// The volumes of Data disks that hosts list, and what new disks get of them. A new disk of a name for which there is a volume of an earlier machine never
/// becomes a blank one unless the user says so. Pure.
/// </summary>
public sealed class KeptVolumes
{
    /// <summary>So many volumes are named in a message; the rest are counted.</summary>
    private const int Named = 4;

    private readonly ListedVolumes _listed;
    private readonly VolumeHolders _holders;

    // What machines that are about to be written name.
    private readonly VolumeHolders _claims;

    private KeptVolumes(ListedVolumes listed, VolumeHolders holders, VolumeHolders claims) => (_listed, _holders, _claims) = (listed, holders, claims);

    public static KeptVolumes None { get; } = new(ListedVolumes.None, VolumeHolders.None, VolumeHolders.None);

    public static KeptVolumes Of(IEnumerable<KvmHost> hosts, IEnumerable<LustreMachine> machines) =>
        machines.Aggregate(hosts.Aggregate(None, (all, host) => all.With(host)), (all, machine) => all.With(machine));

    /// <summary>With a host as it is now.</summary>
    public KeptVolumes With(KvmHost host) => Of(_listed.With(host.Metadata.Name, host.Status?.DataVolumes ?? []), _holders, _claims);

    public KeptVolumes WithoutHost(string name) => Of(_listed.With(name, []), _holders, _claims);

    /// <summary>With a machine as it is now.</summary>
    public KeptVolumes With(LustreMachine machine) => Of(_listed, _holders.With(machine), _claims);

    public KeptVolumes WithoutMachine(string? @namespace, string name) => Of(_listed, _holders.Without(@namespace, name), _claims);

    /// <summary>
    /// With the volumes that machines, which are about to be written, name; null: a machine has got one of them since the plan was made. What was so then the
    /// plan has seen, and machines of one plan are its own affair: a name may stand for volumes of several hosts, and the agents look.
    /// </summary>
    public KeptVolumes? TryClaim(IReadOnlyList<LustreMachine> planned, KeptVolumes plannedOn)
    {
        HashSet<(string?, string)> own = [.. planned.Select(machine => (machine.Metadata.Namespace, machine.Metadata.Name))];
        VolumeHolders claims = _claims;
        foreach (LustreMachine machine in planned)
        {
            if (machine.Spec.Disks.Where(disk => disk.Volume is not null)
                .Any(disk => HoldersOf(disk.Pool, disk.Volume!).Except(plannedOn.HoldersOf(disk.Pool, disk.Volume!)).Any(holder => !own.Contains(holder))))
            {
                return null;
            }

            claims = claims.With(machine);
        }

        return Of(_listed, _holders, claims);
    }

    public KeptVolumes WithoutClaim(LustreMachine machine) => Of(_listed, _holders, _claims.Without(machine.Metadata.Namespace, machine.Metadata.Name));

    /// <summary>The machine that has the volume; null: none.</summary>
    public LustreMachine? HolderOf(HostVolume volume) => _holders.Of(volume).Concat(_claims.Of(volume)).FirstOrDefault();

    private IEnumerable<(string? Namespace, string Name)> HoldersOf(string pool, string volume) =>
        _holders.ByName(pool, volume).Concat(_claims.ByName(pool, volume))
            .Concat(_listed.Named(pool, volume).SelectMany(listed => _holders.Of(listed.Volume)))
            .Select(holder => (holder.Metadata.Namespace, holder.Metadata.Name));

    /// <summary>What new disks of a machine get.</summary>
    /// <param name="namespace">Namespace of the machine.</param>
    /// <param name="machine">Its name.</param>
    /// <param name="disks">Its disks that are new.</param>
    /// <param name="uid">Its UID, if it exists: a disk that comes back gets its own volume again.</param>
    internal VolumeNeeds For(string? @namespace, string machine, IReadOnlyList<DiskSpec> disks, string? uid = null)
    {
        List<DiskSpec> given = [];
        HashSet<string>? having = null;
        VolumeProblem? problem = null;
        foreach (DiskSpec disk in disks)
        {
            (DiskSpec got, string[]? on, VolumeProblem? why) = disk.Volume is { } name ? Name(disk, name)
                : disk is { Purpose: DiskPurpose.Data, IfKept: not KeptVolumePolicy.New } ? Find(@namespace, machine, disk, uid)
                : (disk, null, null);
            given.Add(got);
            problem ??= why is null ? null : why with { Message = $"{machine}: {why.Message}" };
            if (on is not null)
            {
                having = having is null ? [.. on] : [.. having.Intersect(on)];
            }
        }

        return new VolumeNeeds(given, having, problem);
    }

    private (DiskSpec Disk, string[]? Hosts, VolumeProblem? Problem) Name(DiskSpec disk, string name)
    {
        (string Host, HostVolume Volume)[] found = [.. _listed.Named(disk.Pool, name)];
        string subject = $"disk {disk.Name} names volume {disk.Pool}/{name}";
        if (found.Length == 0)
        {
            // One that we did not make may be anywhere; the agent of the machine's host looks for it.
            return VolumeName.Parse(name) is null
                ? (disk, null, null)
                : (
                    disk, null,
                    new(disk.Name, ConditionReasons.VolumeMissing, $"{subject}, which no host lists; `kubectl lustre volumes` shows what was kept. Is its storage pool active?"));
        }

        string? user = found.Select(listed => HolderOf(listed.Volume)).FirstOrDefault(holder => holder is not null) is { } machine
            ? $"machine {machine.Metadata.Namespace}/{machine.Metadata.Name}"
            : found.FirstOrDefault(listed => listed.Volume.Domain is not null) is { Host: not null } held ? $"domain {held.Volume.Domain} on host {held.Host}"
            : null;
        return user is null
            ? (disk, [.. found.Select(listed => listed.Host)], null)
            : (disk, null, new(disk.Name, ConditionReasons.VolumeInUse, $"{subject}, which {user} has; nothing is taken from it"));
    }

    private (DiskSpec Disk, string[]? Hosts, VolumeProblem? Problem) Find(string? @namespace, string machine, DiskSpec disk, string? uid)
    {
        (string Host, HostVolume Volume)[] found =
        [
            .. _listed.Of(@namespace, machine, disk.Name).Where(listed => listed.Volume.MachineUid != uid && HolderOf(listed.Volume) is null),
        ];
        string[] names = [.. found.Select(listed => listed.Volume.Name).Distinct()];
        return names switch
        {
            [] => (disk, null, null),
            [var only] when disk.IfKept == KeptVolumePolicy.Reuse && found.All(listed => listed.Volume.Pool == disk.Pool && listed.Volume.Domain is null) =>
                (disk with { Volume = only }, [.. found.Select(listed => listed.Host)], null),
            _ => (disk, null, new(disk.Name, ConditionReasons.KeptVolumeFound, Words(disk, found, names))),
        };
    }

    private static string Words(DiskSpec disk, (string Host, HostVolume Volume)[] found, string[] names)
    {
        IEnumerable<string> volumes = found.Take(Named).Select(listed =>
            $"{listed.Volume.Pool}/{listed.Volume.Name} on host {listed.Host}{(listed.Volume.Domain is { } domain ? $" (domain {domain} has it)" : "")}");
        string more = found.Length > Named ? $" and {found.Length - Named} more" : "";
        string reuse = disk.IfKept == KeptVolumePolicy.Reuse
            ? names.Length > 1 ? "Say which: name it" : "It cannot be used again as it is: see to its domain and its pool, or name another"
            : "Say `ifKept: Reuse` for the disk to use it again, or name it";
        return $"disk {disk.Name} would be blank, but an earlier machine of this name left volume {string.Join(", ", volumes)}{more}. "
            + $"{reuse} by `volume` (in spec.overrides for one machine of several), or say `ifKept: New` for a blank one";
    }

    // The same where nothing changed.
    private KeptVolumes Of(ListedVolumes listed, VolumeHolders holders, VolumeHolders claims) =>
        ReferenceEquals(listed, _listed) && ReferenceEquals(holders, _holders) && ReferenceEquals(claims, _claims) ? this : new(listed, holders, claims);
}
