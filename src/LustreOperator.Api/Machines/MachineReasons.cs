namespace LustreOperator.Api;

/// <summary>Reasons of a machine's conditions, beside <see cref="ConditionReasons"/>; Events that tell of the same thing use the same word.</summary>
public static class MachineReasons
{
    /// <summary>The domain runs and everything is as wanted.</summary>
    public const string Running = "Running";

    /// <summary>The domain is being defined or started.</summary>
    public const string Starting = "Starting";

    /// <summary>The guest was asked to shut down; it is forced off when its grace period ends.</summary>
    public const string ShuttingDown = "ShuttingDown";

    /// <summary>The domain stopped and its restart policy leaves it off.</summary>
    public const string StoppedByGuest = "StoppedByGuest";

    /// <summary>The domain stopped several times in a row; the next start waits.</summary>
    public const string CrashLoopBackOff = "CrashLoopBackOff";

    /// <summary>A domain of that name exists that is not ours; it is left alone.</summary>
    public const string NameConflict = "NameConflict";

    /// <summary>An earlier machine on this host holds one of the CPUs or devices.</summary>
    public const string AllocationConflict = "AllocationConflict";

    /// <summary>The base volume of an overlay disk does not exist.</summary>
    public const string BaseVolumeMissing = "BaseVolumeMissing";

    /// <summary>A disk is on another file or device than its volume, by other hands; it is left there.</summary>
    public const string DiskMoved = "DiskMoved";

    /// <summary>The domain has another name than it was made with; it is served on by its UUID.</summary>
    public const string DomainRenamed = "DomainRenamed";

    /// <summary>The domain has a device that somebody else gave it; it keeps it.</summary>
    public const string DeviceOfOthers = "DeviceOfOthers";

    /// <summary>Some of the domain's vCPUs are unplugged, by other hands.</summary>
    public const string VcpusUnplugged = "VcpusUnplugged";

    /// <summary>A balloon, which is not ours, leaves the guest less memory than the domain has.</summary>
    public const string MemoryBallooned = "MemoryBallooned";

    /// <summary>A copy, commit, backup, save or migration is under way, by other hands; what would break it waits.</summary>
    public const string JobUnderWay = "JobUnderWay";

    /// <summary>The domain was saved into a file that only its maker knows; it is not booted without a word of the user's.</summary>
    public const string SavedToFile = "SavedToFile";

    /// <summary>The domain was migrated to another host, by other hands; it is not started here.</summary>
    public const string DomainMigrated = "DomainMigrated";

    /// <summary>A volume that was named for a disk cannot be it: its format, its size.</summary>
    public const string VolumeUnfit = "VolumeUnfit";

    /// <summary>The storage pool is of a type that cannot hold what is asked.</summary>
    public const string StoragePoolUnfit = "StoragePoolUnfit";

    /// <summary>QEMU paused the guest, for an I/O error or another cause that is not ours to pass over.</summary>
    public const string GuestPaused = "GuestPaused";

    /// <summary>The host bridge or libvirt network does not exist or is not active.</summary>
    public const string NetworkMissing = "NetworkMissing";

    /// <summary>libvirt refused a host device, for a reason that has no word of its own.</summary>
    public const string DeviceUnavailable = "DeviceUnavailable";

    /// <summary>The function cannot be given to a guest: a bridge, one without an IOMMU group, or one that has virtual functions.</summary>
    public const string DeviceNotAssignable = "DeviceNotAssignable";

    /// <summary>The agent cannot see whether the host uses the function, and KvmHost.spec.devices does not list it.</summary>
    public const string DeviceNotListed = "DeviceNotListed";

    /// <summary>The host itself uses the function.</summary>
    public const string DeviceUsedByHost = "DeviceUsedByHost";

    /// <summary>Another domain has the function.</summary>
    public const string DeviceInUse = "DeviceInUse";

    /// <summary>Another function of the IOMMU group is in the way: the host uses it, another domain has it, or the admin lets nobody park it.</summary>
    public const string IommuGroupNotViable = "IommuGroupNotViable";

    /// <summary>The host passes no PCI functions through: no VFIO, or no IOMMU.</summary>
    public const string PassthroughUnsupported = "PassthroughUnsupported";

    /// <summary>No PCI Express port of the running domain is free.</summary>
    public const string NoFreePciePort = "NoFreePciePort";

    /// <summary>Too few huge pages are free on the NUMA node.</summary>
    public const string InsufficientHugepages = "InsufficientHugepages";

    /// <summary>Too little memory is free on the NUMA node.</summary>
    public const string InsufficientMemory = "InsufficientMemory";

    /// <summary>The memory that a passed function needs in place may not be locked.</summary>
    public const string LockedMemoryDenied = "LockedMemoryDenied";

    /// <summary>libvirt refused an action for a reason without a word of its own; the message has libvirt's.</summary>
    public const string LibvirtError = "LibvirtError";

    /// <summary>What is, differs from what is wanted; <c>status.drift</c> says where.</summary>
    public const string Drifted = "Drifted";

    /// <summary>There is no running domain to compare.</summary>
    public const string NotRunning = "NotRunning";

    /// <summary>All on one NUMA node.</summary>
    public const string OneNode = "OneNode";

    /// <summary>Spread over several NUMA nodes.</summary>
    public const string SeveralNodes = "SeveralNodes";

    /// <summary>No change waits for a restart.</summary>
    public const string NoChangePending = "NoChangePending";

    /// <summary>A change waits for a restart; the message names the fields.</summary>
    public const string ChangePending = "ChangePending";

    /// <summary>The guest was asked to let go of a device and has not; a restart takes it.</summary>
    public const string GuestKeepsDevice = "GuestKeepsDevice";

    /// <summary>Domain, devices and volumes without data are gone from the host.</summary>
    public const string HostReleased = "HostReleased";

    /// <summary>The machine is in use.</summary>
    public const string InUse = "InUse";
}
