namespace LustreOperator.Api;

/// <summary>Reasons of conditions of several kinds; Events that tell of the same thing use the same word. Those of one kind stand with it.</summary>
public static class ConditionReasons
{
    /// <summary>Something of the object cannot be read; the message names the fields. Nothing is done for it but its deletion.</summary>
    public const string Unreadable = "Unreadable";

    /// <summary>The API server refused the status; the message has its words. The rest of the status is of an earlier time.</summary>
    public const string StatusRefused = "StatusRefused";

    /// <summary>Lists of the status are cut to what the API server takes.</summary>
    public const string ListsCut = "ListsCut";

    /// <summary>The spec has faults, listed in the message with their field paths.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>The object has a deletion timestamp and waits for its machines.</summary>
    public const string WaitingForMachines = "WaitingForMachines";

    /// <summary>The domain is off, as wanted.</summary>
    public const string PoweredOff = "PoweredOff";

    /// <summary>The storage pool does not exist or is not active.</summary>
    public const string StoragePoolMissing = "StoragePoolMissing";

    /// <summary>A volume that the domain has is no longer in its pool; no blank one takes its place.</summary>
    public const string VolumeMissing = "VolumeMissing";

    /// <summary>A volume that was named for a disk is in use: by a domain, a machine, or another volume that stands on it.</summary>
    public const string VolumeInUse = "VolumeInUse";

    /// <summary>An earlier machine of the same name left a volume for the disk; no blank one takes its place unless the user says so.</summary>
    public const string KeptVolumeFound = "KeptVolumeFound";

    /// <summary>All volumes are in their pools, and can be looked at.</summary>
    public const string VolumesFound = "VolumesFound";

    /// <summary>Something happened that nobody foresaw, most likely a defect of ours; the message has the words.</summary>
    public const string UnexpectedFault = "UnexpectedFault";

    /// <summary>The host has no PCI function at the address.</summary>
    public const string DeviceAbsent = "DeviceAbsent";

    /// <summary>libvirt does not answer; nothing is known and nothing is done.</summary>
    public const string LibvirtUnreachable = "LibvirtUnreachable";

    /// <summary>What is, equals what is wanted.</summary>
    public const string InSync = "InSync";

    /// <summary>The host's own files cannot be read, so nobody knows what it uses.</summary>
    public const string HostFilesUnreadable = "HostFilesUnreadable";
}
