namespace LustreOperator.Api;

/// <summary>The libvirt domain of a machine.</summary>
public sealed record DomainStatus
{
    public string Name { get; init => field = value ?? ""; } = "";

    public Guid? Uuid { get; init; }

    /// <summary>On the wire in virsh's words: running, paused, shut off, crashed...</summary>
    public DomainState State { get; init; }

    /// <summary>Machine type that libvirt chose at creation, such as pc-q35-7.2.</summary>
    public string? MachineType { get; init; }

    /// <summary>kvm or qemu (software emulation).</summary>
    public string? Type { get; init; }

    /// <summary>Host CPUs of the dedicated pins that the domain holds.</summary>
    public CpuSet? HeldCpus { get; init; }

    /// <summary>Memory the domain has; null while it is off.</summary>
    public Quantity? Memory { get; init; }

    /// <summary>vCPUs the domain has.</summary>
    public int? Vcpus { get; init; }
}
