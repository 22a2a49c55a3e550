using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// What to do about a machine that is being deleted. The definition goes last, so that a killed agent finds its way back by it;
/// data outlives the machine unless the user said otherwise.
/// </summary>
internal static class ReleasePlanner
{
    public static MachinePlan Plan(MachineObservation observed)
    {
        if (observed.Domain is { } domain && observed.OwnsDomain)
        {
            string name = domain.Identity.Name;
            return domain.IsActive ? PowerPlanner.PowerOff(observed, domain, "its machine is deleted")
                : PowerPlanner.IsMigrated(domain) ? MachinePlan.Refuse(ConditionReasons.DomainMigrated, PowerPlanner.MigratedText(name))
                : observed.Disks.Any(disk => disk.Place == DiskPlace.Moved && !IsToldMoved(observed.Machine, disk.Spec.Name))

                    // The status must know of it before the definition goes, which alone says so.
                    ? new MachinePlan([], LookAgainAfter: TimeSpan.Zero)
                    : new MachinePlan(
                        [.. GroupParking.GiveBack(observed, observed.Existing!, []), .. Volumes(observed), new UndefineDomain(name, domain.Identity.Uuid)],
                        LookAgainAfter: TimeSpan.Zero);
        }

        if (OthersWith(observed) is { } other)
        {
            return MachinePlan.Refuse(
                ConditionReasons.NameConflict,
                $"domain {other.Identity.Name} on host {observed.Machine.Spec.Host} is not ours, or has lost our mark, and has volumes of this machine; nothing is deleted "
                + $"until it is undefined (virsh undefine {other.Identity.Name}) or has other disks");
        }

        MachineAction[] left = [.. Volumes(observed).OfType<DeleteVolume>()];
        return left.Length > 0 ? new MachinePlan(left, LookAgainAfter: TimeSpan.Zero) : MachinePlan.Nothing;
    }

    /// <summary>Whether the host holds nothing of the machine but volumes that are to be kept.</summary>
    public static bool IsReleased(MachineObservation observed) =>
        observed.IsDeleted && !observed.OwnsDomain && OthersWith(observed) is null && !Volumes(observed).OfType<DeleteVolume>().Any();

    private static DomainSnapshot? OthersWith(MachineObservation observed) =>
        observed.Domain is { } domain && !observed.OwnsDomain
        && new[] { domain.Live, domain.Inactive }.OfType<DomainDescription>().SelectMany(description => description.Definition.Disks)
            .Any(disk => disk.Source is VolumeSource volume && VolumeNames.IsOf(observed.Machine, volume.Volume) && observed.HasVolume(volume))
            ? domain
            : null;

    private static IEnumerable<MachineAction> Volumes(MachineObservation observed) =>
        observed.Volumes.Select<StorageVolume, MachineAction>(volume =>
            IsUnderMoved(observed.Machine, volume) ? new KeepVolume(volume.Pool, volume.Name) { Why = "its disk was moved to another file by other hands, which may lie over it" }
            : IsKept(observed.Machine, volume) ? new KeepVolume(volume.Pool, volume.Name)
            : new DeleteVolume(volume.Pool, volume.Name));

    // A data volume whose disk has left the spec is kept: nobody said that it may go.
    private static bool IsKept(LustreMachine machine, StorageVolume volume) =>
        VolumeNames.HoldsData(volume.Name)
        && machine.Spec.Disks.FirstOrDefault(disk => VolumeNames.IsOfDisk(machine, disk.Name, volume.Name))?.ReclaimPolicy != ReclaimPolicy.Delete;

    private static bool IsUnderMoved(LustreMachine machine, StorageVolume volume) =>
        machine.Status?.MovedDisks.Any(disk => VolumeNames.IsOfDisk(machine, disk.Name, volume.Name)) == true;

    private static bool IsToldMoved(LustreMachine machine, string disk) => machine.Status?.MovedDisks.Any(moved => moved.Name == disk) == true;
}
