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

/// <summary>Where the time of a vCPU's thread went.</summary>
/// <param name="Vcpu">Its number, from 0.</param>
/// <param name="Time">It ran.</param>
/// <param name="Wait">It waited for I/O; needs scheduler statistics of the host's kernel (kernel.sched_schedstats), else 0.</param>
/// <param name="Delay">It could run and waited for its host CPU: the guest's steal time.</param>
public sealed record VcpuStatistics(int Vcpu, TimeSpan? Time, TimeSpan? Wait, TimeSpan? Delay);

/// <summary>A disk.</summary>
/// <param name="Target">Its target, as <c>vda</c>.</param>
/// <param name="Read">What the guest read.</param>
/// <param name="Written">What the guest wrote.</param>
/// <param name="Flushed">Flushes of the guest; they have no bytes.</param>
public sealed record DiskStatistics(string Target, DiskRequests Read, DiskRequests Written, DiskRequests Flushed);

/// <summary>Requests of one kind to a disk.</summary>
public sealed record DiskRequests(long? Requests, long? Bytes, TimeSpan? Time);

/// <summary>A network interface.</summary>
/// <param name="Target">The host's end of it, as <c>vnet0</c>.</param>
/// <param name="Received">What the guest received.</param>
/// <param name="Transmitted">What the guest sent.</param>
public sealed record InterfaceStatistics(string Target, InterfaceTraffic Received, InterfaceTraffic Transmitted);

/// <summary>One direction of a network interface.</summary>
public sealed record InterfaceTraffic(long? Bytes, long? Packets, long? Errors, long? Drops);
