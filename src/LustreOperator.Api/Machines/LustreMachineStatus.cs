namespace LustreOperator.Api;

/// <summary>What is, read back from libvirt. Written by the host's agent, but for the condition HostReachable.</summary>
public sealed record LustreMachineStatus
{
    public long ObservedGeneration { get; init; }

    public DomainStatus? Domain { get; init; }

    /// <summary>NUMA nodes the machine really uses.</summary>
    public CpuSet? Numa { get; init; }

    /// <summary>vCPUs that run where they should, of all, such as 6/6.</summary>
    public string? Pins { get; init; }

    /// <summary>PCI functions attached, of those wanted, such as 2/2.</summary>
    public string? Hcas { get; init; }

    /// <summary>Real affinity of each vCPU thread; empty when off.</summary>
    public IReadOnlyList<VcpuPin> VcpuPins { get; init => field = value ?? []; } = [];

    public CpuSet? EmulatorCpus { get; init; }

    /// <summary>PCI addresses of the functions that the domain holds.</summary>
    public IReadOnlyList<PciAddress> Devices { get; init => field = value ?? []; } = [];

    /// <summary>PCI functions that share an IOMMU group with one of the domain's and were taken from their host drivers for its sake.</summary>
    public IReadOnlyList<PciAddress> ParkedDevices { get; init => field = value ?? []; } = [];

    /// <summary>Volumes on the host that belong to the machine, as pool/volume.</summary>
    public IReadOnlyList<string> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>Disks that somebody moved from their volumes to another file or device: an external snapshot, a block copy. They are left there.</summary>
    public IReadOnlyList<MovedDisk> MovedDisks { get; init => field = value ?? []; } = [];

    /// <summary>Share of vCPUs, memory and devices on the machine's main NUMA node, in percent.</summary>
    public int? LocalityPercent { get; init; }

    /// <summary>When the domain was first seen running since it was last wanted On; restart policies look at it.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>The <see cref="LustreMachineSpec.RestartedAt"/> that the domain was last started for.</summary>
    public DateTimeOffset? RestartedAt { get; init; }

    public IReadOnlyList<DriftEntry> Drift { get; init => field = value ?? []; } = [];

    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}
