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
        string name = DomainTemplate.DomainName(observed.Machine);
        if (observed.Domain is { } domain && observed.OwnsDomain)
        {
            return domain.IsActive
                ? MachinePlanner.PowerOff(observed, domain, "its machine is deleted")
                : new MachinePlan(
                    [.. GroupParking.GiveBack(observed, observed.Existing!, []), .. Volumes(observed), new UndefineDomain(name, domain.Identity.Uuid)],
                    LookAgainAfter: TimeSpan.Zero);
        }

        MachineAction[] left = [.. Volumes(observed).OfType<DeleteVolume>()];
        return left.Length > 0 ? new MachinePlan(left, LookAgainAfter: TimeSpan.Zero) : MachinePlan.Nothing;
    }

    /// <summary>Whether the host holds nothing of the machine but volumes that are to be kept.</summary>
    public static bool IsReleased(MachineObservation observed) =>
        observed.IsDeleted && !observed.OwnsDomain && !Volumes(observed).OfType<DeleteVolume>().Any();

    private static IEnumerable<MachineAction> Volumes(MachineObservation observed) =>
        observed.Volumes.Select<StorageVolume, MachineAction>(volume =>
            IsKept(observed.Machine, volume) ? new KeepVolume(volume.Pool, volume.Name) : new DeleteVolume(volume.Pool, volume.Name));

    // A data volume whose disk has left the spec is kept: nobody said that it may go.
    private static bool IsKept(LustreMachine machine, StorageVolume volume) =>
        VolumeNames.HoldsData(volume.Name)
        && machine.Spec.Disks.FirstOrDefault(disk => VolumeNames.IsOfDisk(machine, disk.Name, volume.Name))?.ReclaimPolicy != ReclaimPolicy.Delete;
}
