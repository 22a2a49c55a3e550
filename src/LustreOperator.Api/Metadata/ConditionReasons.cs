namespace LustreOperator.Api;

/// <summary>Reasons of conditions; Events that tell of the same thing use the same word.</summary>
public static class ConditionReasons
{
    // All kinds.

    /// <summary>Something of the object cannot be read; the message names the fields. Nothing is done for it but its deletion.</summary>
    public const string Unreadable = "Unreadable";

    /// <summary>The API server refused the status; the message has its words. The rest of the status is of an earlier time.</summary>
    public const string StatusRefused = "StatusRefused";

    /// <summary>Lists of the status are cut to what the API server takes.</summary>
    public const string ListsCut = "ListsCut";

    // Cluster.

    /// <summary>All machines run as wanted.</summary>
    public const string AllMachinesReady = "AllMachinesReady";

    /// <summary>Some machines are not ready yet; the message names them and why.</summary>
    public const string MachinesNotReady = "MachinesNotReady";

    /// <summary>The spec has no fault.</summary>
    public const string Valid = "Valid";

    /// <summary>The spec has faults, listed in the message with their field paths.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>Every machine has its place.</summary>
    public const string AllPlaced = "AllPlaced";

    /// <summary>The machines do not fit on the hosts; the message says per host what lacks.</summary>
    public const string DoesNotFit = "DoesNotFit";

    /// <summary>No KvmHost is registered, or the selector takes none.</summary>
    public const string NoHosts = "NoHosts";

    /// <summary>The machine objects carry the present template.</summary>
    public const string TemplateApplied = "TemplateApplied";

    /// <summary>Some machines wait for a restart or a new place before they carry the present template.</summary>
    public const string TemplatePending = "TemplatePending";

    /// <summary><c>spec.paused</c> is true.</summary>
    public const string PausedByUser = "PausedByUser";

    /// <summary><c>spec.paused</c> is false.</summary>
    public const string NotPaused = "NotPaused";

    /// <summary>The object has a deletion timestamp and waits for its machines.</summary>
    public const string WaitingForMachines = "WaitingForMachines";

    /// <summary>The object is not being deleted.</summary>
    public const string NotDeleting = "NotDeleting";

    // Machine.

    /// <summary>The domain runs and everything is as wanted.</summary>
    public const string Running = "Running";

    /// <summary>The domain is off, as wanted.</summary>
    public const string PoweredOff = "PoweredOff";

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

    /// <summary>The storage pool does not exist or is not active.</summary>
    public const string StoragePoolMissing = "StoragePoolMissing";

    /// <summary>The base volume of an overlay disk does not exist.</summary>
    public const string BaseVolumeMissing = "BaseVolumeMissing";

    /// <summary>A volume that the domain has is no longer in its pool; no blank one takes its place.</summary>
    public const string VolumeMissing = "VolumeMissing";

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

    /// <summary>A volume that was named for a disk is in use: by a domain, a machine, or another volume that stands on it.</summary>
    public const string VolumeInUse = "VolumeInUse";

    /// <summary>An earlier machine of the same name left a volume for the disk; no blank one takes its place unless the user says so.</summary>
    public const string KeptVolumeFound = "KeptVolumeFound";

    /// <summary>The storage pool is of a type that cannot hold what is asked.</summary>
    public const string StoragePoolUnfit = "StoragePoolUnfit";

    /// <summary>All volumes are in their pools, and can be looked at.</summary>
    public const string VolumesFound = "VolumesFound";

    /// <summary>QEMU paused the guest, for an I/O error or another cause that is not ours to pass over.</summary>
    public const string GuestPaused = "GuestPaused";

    /// <summary>Something happened that nobody foresaw, most likely a defect of ours; the message has the words.</summary>
    public const string UnexpectedFault = "UnexpectedFault";

    /// <summary>The KvmHost object does not exist.</summary>
    public const string HostMissing = "HostMissing";

    /// <summary>The host bridge or libvirt network does not exist or is not active.</summary>
    public const string NetworkMissing = "NetworkMissing";

    /// <summary>libvirt refused a host device, for a reason that has no word of its own.</summary>
    public const string DeviceUnavailable = "DeviceUnavailable";

    /// <summary>The host has no PCI function at the address.</summary>
    public const string DeviceAbsent = "DeviceAbsent";

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

    /// <summary>libvirt does not answer; nothing is known and nothing is done.</summary>
    public const string LibvirtUnreachable = "LibvirtUnreachable";

    /// <summary>What is, equals what is wanted.</summary>
    public const string InSync = "InSync";

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

    // Host.

    /// <summary>The agent serves the host.</summary>
    public const string AgentServing = "AgentServing";

    /// <summary>The agent's Lease is renewed.</summary>
    public const string LeaseRenewed = "LeaseRenewed";

    /// <summary>The agent's Lease expired: its machines may be running or not, nobody knows.</summary>
    public const string LeaseExpired = "LeaseExpired";

    /// <summary>No agent has taken the host's Lease yet.</summary>
    public const string NoLease = "NoLease";

    /// <summary>The libvirt behind the agent is not the one that the KvmHost stands for.</summary>
    public const string HostUuidMismatch = "HostUuidMismatch";

    /// <summary>All that KvmHost.spec.devices lists is there and can be offered.</summary>
    public const string AllDevicesFit = "AllDevicesFit";

    /// <summary>Some of what KvmHost.spec.devices lists cannot be offered; the message names each and why.</summary>
    public const string SomeDevicesUnfit = "SomeDevicesUnfit";

    /// <summary>The agent is on the host and sees what the host itself uses.</summary>
    public const string AgentOnHost = "AgentOnHost";

    /// <summary>The agent has only a connection to the host's libvirt.</summary>
    public const string AgentElsewhere = "AgentElsewhere";

    /// <summary>The host's own files cannot be read, so nobody knows what it uses.</summary>
    public const string HostFilesUnreadable = "HostFilesUnreadable";

    /// <summary>Physical functions have the virtual functions that the admin wants.</summary>
    public const string AllFunctionsMade = "AllFunctionsMade";

    /// <summary>The number of virtual functions cannot change while one of them, or the physical function, is in use.</summary>
    public const string FunctionsInUse = "FunctionsInUse";

    /// <summary>The kernel or the hardware refused to make virtual functions.</summary>
    public const string FunctionsRefused = "FunctionsRefused";

    /// <summary>Parts of the host's inventory cannot be read and are left out; the message names them.</summary>
    public const string PartsUnreadable = "PartsUnreadable";

    /// <summary>libvirt answers.</summary>
    public const string Connected = "Connected";
}
