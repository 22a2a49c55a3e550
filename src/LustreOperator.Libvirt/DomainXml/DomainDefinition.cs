namespace LustreOperator.Libvirt;

/// <summary>A domain as we want it. Everything else about it (q35, no graphics, ...) is the same for all: see <see cref="DomainXml"/>.</summary>
public sealed record DomainDefinition
{
    public required string Name { get; init; }

    /// <summary>Null to make a new domain under a UUID of libvirt's choice; the domain's own to rewrite it.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>
    /// Elements of its metadata, at most one of each XML namespace. Writing a domain anew leaves those of other namespaces as they are.
    /// </summary>
    public ValueList<DomainMetadata> Metadata { get; init; }

    public DomainType Type { get; init; } = DomainType.Kvm;

    public required int VCpus { get; init; }

    /// <summary>In order of vCPU; a vCPU that is missing here is not pinned.</summary>
    public ValueList<VcpuPin> VcpuPins { get; init; }

    /// <summary>The host CPUs of the emulator's own threads; null when they are free.</summary>
    public CpuSet? EmulatorPin { get; init; }

    /// <summary>The guest's memory, in KiB.</summary>
    public required long MemoryKiB { get; init; }

    /// <summary>The size of the pages that the memory is made of: 2048 or 1048576; null for ordinary ones.</summary>
    public long? HugepageKiB { get; init; }

    /// <summary>The host nodes that the memory is bound to, the guest then having one NUMA cell; null when it is free.</summary>
    public MemoryBinding? MemoryBinding { get; init; }

    public ValueList<DomainDisk> Disks { get; init; }

    public ValueList<DomainInterface> Interfaces { get; init; }

    public ValueList<DomainHostDevice> HostDevices { get; init; }

    /// <summary>Whether there is a channel for the QEMU guest agent.</summary>
    public bool GuestAgent { get; init; } = true;

    /// <summary>Whether there is a serial console on a pseudo terminal of the host.</summary>
    public bool SerialConsole { get; init; } = true;

    /// <summary>
    /// PCI Express ports kept free for hot-plug: each takes one device, and none can be added to a running domain. Hot-plug uses them up: not a thing
    /// to compare for drift.
    /// </summary>
    public int SparePciePorts { get; init; } = 4;
}
