namespace LustreOperator.Api;

/// <summary>Written by the host's agent, but for the condition HostReachable.</summary>
public sealed record KvmHostStatus
{
    public long ObservedGeneration { get; init; }

    /// <summary>libvirt's host UUID: two KvmHosts must never have the same.</summary>
    public Guid? HostUuid { get; init; }

    public string? HostName { get; init; }

    public string? LibvirtVersion { get; init; }

    public string? HypervisorVersion { get; init; }

    /// <summary>Version of the agent.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>True if domains run under KVM, false under software emulation.</summary>
    public bool? Kvm { get; init; }

    /// <summary>CPUs not dedicated, of all that machines may use, such as 4/12. Informs people; placement counts for itself.</summary>
    public string? Cpus { get; init; }

    /// <summary>PCI functions free, of all offered, such as 3/4.</summary>
    public string? Hcas { get; init; }

    public int? NumaNodes { get; init; }

    public IReadOnlyList<NumaCell> Cells { get; init => field = value ?? []; } = [];

    public IReadOnlyList<HostDevice> Devices { get; init => field = value ?? []; } = [];

    public IReadOnlyList<HostStoragePool> StoragePools { get; init => field = value ?? []; } = [];

    public IReadOnlyList<HostNetwork> Networks { get; init => field = value ?? []; } = [];

    /// <summary>Domains with our mark whose machine object is gone; they are left alone.</summary>
    public IReadOnlyList<string> OrphanedDomains { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Volumes of Data disks in the storage pools, kept ones first; where there are more than fit, <see cref="DataVolumesTotal"/> says how many.
    /// </summary>
    public IReadOnlyList<HostVolume> DataVolumes { get; init => field = value ?? []; } = [];

    /// <summary>How many volumes of Data disks there are, those that the list has no room for included; null: the agent does not list them.</summary>
    public int? DataVolumesTotal { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}
