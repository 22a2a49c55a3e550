namespace LustreOperator.Libvirt;

/// <summary>
/// What a domain has and has used, from virConnectGetAllDomainStats. What counts begins anew with each start. Null is what libvirt does not tell: of a domain
/// that is off, of one that is busy with another call, or ever.
/// </summary>
public sealed record DomainStatistics
{
    public required DomainIdentity Identity { get; init; }

    public DomainState? State { get; init; }

    /// <summary>CPU time of all its threads since its start, of vCPUs and emulator; null when it is off.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Memory that it may have, in KiB.</summary>
    public long? MaximumMemoryKiB { get; init; }

    /// <summary>Memory that it has, in KiB: less than the maximum where a balloon takes some.</summary>
    public long? MemoryKiB { get; init; }

    /// <summary>How many of its vCPUs are plugged in.</summary>
    public int? OnlineVCpus { get; init; }

    /// <summary>Its vCPUs, by number; empty when it is off.</summary>
    public ValueList<VcpuStatistics> Vcpus { get; init; }

    /// <summary>Its disks; empty when it is off.</summary>
    public ValueList<DiskStatistics> Disks { get; init; }

    /// <summary>Its network interfaces but passed-through functions, which the host does not see; empty when it is off.</summary>
    public ValueList<InterfaceStatistics> Interfaces { get; init; }
}
