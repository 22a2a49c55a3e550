using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// What to do about a machine that is being deleted. The definition goes last, so that a killed agent finds its way back by it;
/// data outlives the machine unless the user said otherwise.
/// </summary>
internal static class ReleasePhase
{
    /// <summary>A pool that was stopped may be started by itself, and libvirt tells nothing of it.</summary>
    private static readonly TimeSpan s_poolRetry = TimeSpan.FromSeconds(10);

    /// <summary>The host's status tells of a volume within seconds.</summary>
    private static readonly TimeSpan s_listRetry = TimeSpan.FromSeconds(1);

    public static PhasePlan Plan(MachineLook look)
    {
        bool isDeleted = look.Observed.IsDeleted;
        PhasePlan? steps = isDeleted ? Steps(look) : null;
        bool isReleased = isDeleted && steps is null;
        return (steps ?? new PhasePlan()) with
        {
            Holds = isDeleted ? PhaseHold.Everything : PhaseHold.Nothing,
            Conditions =
            [
                new Condition
                {
                    Type = MachineConditionTypes.Released,
                    Status = isReleased ? ConditionStatus.True : ConditionStatus.False,
                    Reason = isReleased ? MachineReasons.HostReleased : MachineReasons.InUse,
                    Message = isReleased
                        ? "domain, devices and volumes without data are gone from the host"
                        : "the host holds the machine's domain or volumes, or will",
                },
            ],
        };
    }

    // Null: the host holds nothing of the machine but volumes that are to be kept, and tells of these.
    private static PhasePlan? Steps(MachineLook look)
    {
        MachineObservation observed = look.Observed;
        if (look.Active is { } running)
        {
            return PowerPlanner.PowerOff(observed, running, "its machine is deleted");
        }

        if (look.Domain is { } migrated && PowerPlanner.IsMigrated(migrated))
        {
            return new PhasePlan { Fault = PowerPlanner.Migrated(migrated.Identity.Name) };
        }

        if (look.Disks.Any(disk => disk.Place == DiskPlace.Moved && !IsToldMoved(observed.Machine, disk.Spec.Name)))
        {
            // The status must know of it before the definition goes, which alone says so.
            return new PhasePlan { LookAgainAfter = TimeSpan.Zero };
        }

        if (OtherWith(observed) is { } other)
        {
            return new PhasePlan
            {
                Fault = new MachineFault(
                    MachineReasons.NameConflict,
                    $"domain {other.Identity.Name} on host {observed.Machine.Spec.Host} is not ours, or has lost our mark, and has volumes of this machine; "
                    + $"nothing is deleted until it is undefined (virsh undefine {other.Identity.Name}) or has other disks"),
            };
        }

        DomainDefinition? owned = observed.Existing;
        IReadOnlyList<MachineAction> back = owned is null ? [] : GroupParking.GiveBack(observed, owned, []);
        if (owned is not null && observed.HostFault is { } blind && owned.Mark!.Parked.Count > 0)
        {
            // The definition tells what is to be given back to the host.
            return new PhasePlan { Fault = blind, LookAgainAfter = s_poolRetry };
        }

        MachineAction[] volumes = [.. Volumes(observed)];
        MachineAction[] deletions = [.. volumes.OfType<DeleteVolume>()];
        if (Unseen(observed) is { } hidden)
        {
            // The definition stays: it tells which volumes there were.
            return new PhasePlan { Actions = [.. back, .. deletions], Fault = hidden, LookAgainAfter = s_poolRetry };
        }

        return look.Domain is { } domain
            ? new PhasePlan
            {
                Actions = [.. back, .. volumes, new UndefineDomain(domain.Identity.Name, domain.Identity.Uuid)],
                LookAgainAfter = TimeSpan.Zero,
            }
            : deletions.Length > 0 ? new PhasePlan { Actions = deletions, LookAgainAfter = TimeSpan.Zero }
            : Unlisted(observed).Any() ? new PhasePlan { LookAgainAfter = s_listRetry }
            : null;
    }

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
