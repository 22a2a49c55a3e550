namespace LustreOperator.Libvirt;

/// <summary>
/// What pools of libvirt's types can hold. Source: the backends in libvirt's src/storage and virDomainDiskTranslateSourcePool, read at 9.0. A type that is
/// not known here is taken to make raw volumes by name: what was made is read back all the same.
/// </summary>
public static class PoolTypes
{
    /// <summary>Whether volumes are files and so have a format of their own; others are raw block devices or objects.</summary>
    public static bool HoldsFiles(string type) => type is "dir" or "fs" or "netfs" or "vstorage" or "gluster";

    /// <summary>
    /// Whether a volume can be made under a name of the caller's choice. The volumes of iscsi, scsi and multipath pools are what the storage shows, libvirt
    /// makes none in gluster, and names those of a disk pool itself, as partitions.
    /// </summary>
    public static bool MakesVolumes(string type) => type is not ("disk" or "iscsi" or "iscsi-direct" or "scsi" or "mpath" or "gluster");

    /// <summary>Whether a domain's disk can name a volume of the pool (<see cref="VolumeSource"/>).</summary>
    public static bool CanBeAttached(string type) => type is not ("mpath" or "rbd" or "sheepdog" or "gluster");

    /// <summary>The format that a blank volume is made in: the one asked for where there are files, else raw.</summary>
    public static VolumeFormat Blank(string type, VolumeFormat asked) => HoldsFiles(type) ? asked : VolumeFormat.Raw;
}
