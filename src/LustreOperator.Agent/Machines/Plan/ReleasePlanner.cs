using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// What to do about a machine that is being deleted. The definition goes last, so that a killed agent finds its way back by it;
/// data outlives the machine unless the user said otherwise.
/// </summary>
internal static class ReleasePlanner
{
    /// <summary>A pool that was stopped may be started by itself, and libvirt tells nothing of it.</summary>
    private static readonly TimeSpan s_poolRetry = TimeSpan.FromSeconds(10);

    /// <summary>The host's status tells of a volume within seconds.</summary>
    private static readonly TimeSpan s_listRetry = TimeSpan.FromSeconds(1);

    public static MachinePlan Plan(MachineObservation observed)
    {
        if (observed.Domain is { IsActive: true } running && observed.OwnsDomain)
        {
            return PowerPlanner.PowerOff(observed, running, "its machine is deleted");
        }

        bool owns = observed.Domain is not null && observed.OwnsDomain;
        if (owns && PowerPlanner.IsMigrated(observed.Domain!))
        {
            return MachinePlan.Refuse(MachineReasons.DomainMigrated, PowerPlanner.MigratedText(observed.Domain!.Identity.Name));
        }

        if (observed.Disks.Any(disk => disk.Place == DiskPlace.Moved && !IsToldMoved(observed.Machine, disk.Spec.Name)))
        {
            // The status must know of it before the definition goes, which alone says so.
            return new MachinePlan([], LookAgainAfter: TimeSpan.Zero);
        }

        if (OtherWith(observed) is { } other)
        {
            return MachinePlan.Refuse(
                MachineReasons.NameConflict,
                $"domain {other.Identity.Name} on host {observed.Machine.Spec.Host} is not ours, or has lost our mark, and has volumes of this machine; "
                + $"nothing is deleted until it is undefined (virsh undefine {other.Identity.Name}) or has other disks");
        }

        IReadOnlyList<MachineAction> back = owns ? GroupParking.GiveBack(observed, observed.Existing!, []) : [];
        if (owns && observed.HostFault is { } blind && observed.Existing!.Owner!.Parked.Count > 0)
        {
            // The definition tells what is to be given back to the host.
            return MachinePlan.Refuse(blind.Reason, blind.Message) with { LookAgainAfter = s_poolRetry };
        }

        if (Unseen(observed) is { } hidden)
        {
            // The definition stays: it tells which volumes there were.
            return new MachinePlan([.. back, .. Volumes(observed).OfType<DeleteVolume>()], hidden, s_poolRetry);
        }

        if (owns)
        {
            DomainIdentity domain = observed.Domain!.Identity;
            return new MachinePlan([.. back, .. Volumes(observed), new UndefineDomain(domain.Name, domain.Uuid)], LookAgainAfter: TimeSpan.Zero);
        }

        MachineAction[] left = [.. Volumes(observed).OfType<DeleteVolume>()];
        return left.Length > 0 ? new MachinePlan(left, LookAgainAfter: TimeSpan.Zero)
            : Unlisted(observed).Any() ? new MachinePlan([], LookAgainAfter: s_listRetry)
            : MachinePlan.Nothing;
    }

    /// <summary>Whether the host holds nothing of the machine but volumes that are to be kept, and tells of these.</summary>
    public static bool IsReleased(MachineObservation observed) =>
        observed.IsDeleted && !observed.OwnsDomain && OtherWith(observed) is null && Unseen(observed) is null
        && !Volumes(observed).OfType<DeleteVolume>().Any() && !Unlisted(observed).Any();

    private static IEnumerable<MachineAction> Volumes(MachineObservation observed) =>
        observed.Volumes.Select<StorageVolume, MachineAction>(volume =>
            IsUnderMoved(observed.Machine, volume)
                ? new KeepVolume(volume.Pool, volume.Name) { Why = "its disk was moved to another file by other hands, which may stand on it" }
            : observed.Storage.Holders.GetValueOrDefault(new VolumeSource(volume.Pool, volume.Name)) is { } holder
                ? new KeepVolume(volume.Pool, volume.Name) { Why = $"{holder} has it" }
            : VolumeNames.IsKept(observed.Machine, volume.Pool, volume.Name) ? new KeepVolume(volume.Pool, volume.Name)
            : new DeleteVolume(volume.Pool, volume.Name))
            .Concat(Absent(observed).Select(volume => new LeaveVolume(volume.Pool, volume.Volume)));

    private static bool IsUnderMoved(LustreMachine machine, StorageVolume volume) =>
        machine.Status?.MovedDisks.Any(disk => VolumeNames.IsOfDisk(machine, disk.Name, new VolumeSource(volume.Pool, volume.Name))) == true;

    private static bool IsToldMoved(LustreMachine machine, string disk) => machine.Status?.MovedDisks.Any(moved => moved.Name == disk) == true;

    // The domain that has the machine's UUID or name and is not ours.
    private static DomainSnapshot? OtherWith(MachineObservation observed) =>
        observed.Domain is { } domain && !observed.OwnsDomain
        && new[] { domain.Live, domain.Inactive }.OfType<DomainDescription>().SelectMany(description => description.Definition.Disks)
            .Any(disk => disk.Source is VolumeSource volume && VolumeNames.IsOf(observed.Machine, volume.Volume) && observed.HasVolume(volume))
            ? domain
            : null;

    // Volumes that are to be deleted and whose pool cannot be looked at now.
    private static MachineFault? Unseen(MachineObservation observed) => Known(observed)
        .Where(volume => !VolumeNames.IsKept(observed.Machine, volume.Pool, volume.Volume))
        .Select(volume => observed.Storage.Faults.GetValueOrDefault(volume.Pool))
        .FirstOrDefault(fault => fault is { IsAbsent: false }) is { } found
            ? found.Fault with { Message = found.Fault.Message + ". The machine is released when its volumes there are deleted" }
            : null;

    // Without its pool a volume cannot be deleted, and there is nothing to wait for.
    private static IEnumerable<VolumeSource> Absent(MachineObservation observed) => Known(observed)
        .Where(volume => observed.Storage.Faults.GetValueOrDefault(volume.Pool) is { IsAbsent: true });

    private static IEnumerable<VolumeSource> Known(MachineObservation observed) =>
        MachineDisks.VolumesOf(observed.Machine, observed.Existing).Union(VolumeNames.Reported(observed.Machine));

    // While the machine exists, the operator makes none in its place: what is kept must be known before, and that no domain has it any more.
    private static IEnumerable<StorageVolume> Unlisted(MachineObservation observed) =>
        observed.HostStatus is { DataVolumesTotal: { } total } status && total == status.DataVolumes.Count
            ? observed.Volumes.Where(volume => VolumeName.Parse(volume.Name) is { Purpose: DiskPurpose.Data }
                && VolumeNames.IsKept(observed.Machine, volume.Pool, volume.Name)
                && !status.DataVolumes.Any(listed => listed.Pool == volume.Pool && listed.Name == volume.Name
                    && listed.Domain != DomainTemplate.DomainName(observed.Machine)))
            : [];
}
