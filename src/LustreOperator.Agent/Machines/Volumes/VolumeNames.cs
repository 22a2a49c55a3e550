using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Which volume is whose, by name and by what the spec says; <see cref="VolumeName"/> has the form of the names. Pure.</summary>
internal static class VolumeNames
{
    /// <summary>The type of a pool that nothing is known of.</summary>
    private const string UnknownType = "dir";

    /// <summary>Name of the volume of a disk: the one that the disk names, else the one that the machine makes for it.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="poolType">libvirt's type of its pool; null: not known.</param>
    public static string Of(LustreMachine machine, DiskSpec disk, string? poolType = null) =>
        disk.Volume ?? VolumeName.Of(machine, disk, PoolTypes.HoldsFiles(poolType ?? UnknownType));

    /// <summary>Whether the machine made the volume.</summary>
    public static bool IsOf(LustreMachine machine, string volume) =>
        VolumeName.Parse(volume) is { } name && name.MachineUid == machine.Metadata.Uid && name.IsOf(machine.Metadata.Namespace, machine.Metadata.Name);

    /// <summary>
    /// Whether the volume is that of the disk of this name: made for it by the machine, or by an earlier object of the machine's name, or the one that the
    /// disk names.
    /// </summary>
    public static bool IsOfDisk(LustreMachine machine, string disk, VolumeSource volume) =>
        IsMadeFor(machine, disk, volume.Volume)
        || machine.Spec.Disks.Any(found => found.Name == disk && found.Volume == volume.Volume && found.Pool == volume.Pool);

    /// <summary>Whether the volume was made for that disk of the machine, or of an earlier object of its name.</summary>
    public static bool IsMadeFor(LustreMachine machine, string disk, string volume) =>
        VolumeName.Parse(volume) is { } name && name.Disk == disk && name.IsOf(machine.Metadata.Namespace, machine.Metadata.Name);

    /// <summary>
    /// Whether a release leaves the volume: one that a disk names, and one that holds data unless the user said Delete. A data volume whose disk has left
    /// the spec is kept: nobody said that it may go.
    /// </summary>
    public static bool IsKept(LustreMachine machine, string pool, string volume)
    {
        if (machine.Spec.Disks.Any(disk => disk.Volume == volume && disk.Pool == pool))
        {
            return true;
        }

        VolumeName? name = VolumeName.Parse(volume);
        return name?.Purpose != DiskPurpose.System
            && machine.Spec.Disks.FirstOrDefault(disk => disk.Name == name?.Disk && disk.Volume is null)?.IsKept() != false;
    }

    /// <summary>The volumes that a machine's status names, as pool and name; what is no such pair is passed over.</summary>
    public static IEnumerable<VolumeSource> Reported(LustreMachine machine) =>
        from volume in machine.Status?.Volumes ?? []
        let slash = volume.LastIndexOf('/')
        where slash >= 0
        select new VolumeSource(volume[..slash], volume[(slash + 1)..]);

    /// <summary>Raw for blank Data disks, which gains speed; qcow2 for the rest, which gains thin overlays; raw where volumes are no files.</summary>
    public static VolumeFormat Format(DiskSpec disk, string? poolType = null) => PoolTypes.Blank(
        poolType ?? UnknownType,
        disk is { Purpose: DiskPurpose.Data, Base: null } ? VolumeFormat.Raw : VolumeFormat.Qcow2);
}
