namespace LustreOperator.Api;

/// <summary>A volume of a Data disk, in a storage pool of the host.</summary>
public sealed record HostVolume
{
    /// <summary>Name of its storage pool.</summary>
    public string Pool { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What a guest sees.</summary>
    public Quantity? Capacity { get; init; }

    /// <summary>libvirt's word, such as raw or qcow2.</summary>
    public string? Format { get; init; }

    /// <summary>Namespace of the machine that it was made for; null where the name of the volume is too short to tell.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the machine that it was made for; null where the name of the volume is too short to tell.</summary>
    public string? Machine { get; init; }

    /// <summary>UID of the machine that it was made for.</summary>
    public string MachineUid { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the disk that it was made for.</summary>
    public string Disk { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the domain that has it as a disk; null: none.</summary>
    public string? Domain { get; init; }

    /// <summary>True if neither a domain nor a machine of the host has it: it was kept. Where hosts share a pool, a machine of another may have it.</summary>
    public bool Kept { get; init; }
}
