namespace LustreOperator.Libvirt;

/// <summary>What a host is able to run.</summary>
public sealed record HostCapabilities
{
    /// <summary>The UUID that libvirt knows the host by; null where the driver has none (the test driver).</summary>
    public Guid? HostUuid { get; init; }

    public required string HostName { get; init; }

    /// <summary>The version of the libvirt that serves us (the daemon's, not our library's).</summary>
    public required Version LibvirtVersion { get; init; }

    /// <summary>The version of QEMU.</summary>
    public required Version HypervisorVersion { get; init; }

    /// <summary>The machine's architecture, as <c>uname -m</c> writes it.</summary>
    public required string Architecture { get; init; }

    /// <summary>The host's CPU model by libvirt's name, where known.</summary>
    public string? CpuModel { get; init; }

    public required ValueList<NumaCell> Cells { get; init; }

    /// <summary>Whether the IOMMU is on, without which nothing can be passed through.</summary>
    public bool IommuSupported { get; init; }

    /// <summary>Whether guests run on KVM; otherwise in software emulation.</summary>
    public bool KvmAvailable { get; init; }

    /// <summary>Whether PCI functions can be given to guests by VFIO; null when the daemon does not say.</summary>
    public bool? VfioSupported { get; init; }

    /// <summary>The path of the emulator for <see cref="Architecture"/>; null when there is none.</summary>
    public string? Emulator { get; init; }

    /// <summary>The machine type that <c>q35</c> stands for here, as <c>pc-q35-7.2</c>; null when there is none.</summary>
    public string? Q35Machine { get; init; }

    /// <summary>Parts that could not be read; what they would have said is at its default.</summary>
    public ValueList<UnreadablePart> Unreadable { get; init; }

    /// <summary>All CPUs of all cells.</summary>
    public CpuSet Cpus => CpuSet.From(Cells.SelectMany(cell => cell.Cpus).Select(cpu => cpu.Id));
}
