namespace LustreOperator.Libvirt;

/// <summary>A device that can be plugged in and out.</summary>
public abstract record DomainDevice
{
    private protected DomainDevice()
    {
    }

    /// <summary>
    /// Our name for it, beginning with <c>ua-</c> (letters, digits, _ and -): events about devices carry nothing else. Null to let libvirt
    /// choose, which it does at each start.
    /// </summary>
    public string? Alias { get; init; }

    /// <summary>Its turn in the boot order, from 1; null not to boot from it.</summary>
    public int? BootOrder { get; init; }

    /// <summary>What tells it from the domain's other devices: <c>disk vda</c>, <c>interface 52:54:...</c>, <c>hostdev 0000:41:00.0</c>.</summary>
    public abstract string Key { get; }
}

/// <summary>A disk; those that we make are on the virtio bus.</summary>
public sealed record DomainDisk : DomainDevice
{
    /// <summary>The bus of the disks that we make.</summary>
    public const string Virtio = "virtio";

    /// <summary>Its name, by bus: <c>vda</c>, <c>vdb</c>, ... on virtio.</summary>
    public required string Target { get; init; }

    public string Bus { get; init; } = Virtio;

    public required DiskSource Source { get; init; }

    public VolumeFormat Format { get; init; } = VolumeFormat.Qcow2;

    /// <summary>What the guest finds it by, in /dev/disk/by-id/virtio-SERIAL: at most 20 characters are seen there.</summary>
    public string? Serial { get; init; }

    public bool IsReadOnly { get; init; }

    public override string Key => $"disk {Target}";
}

/// <summary>A virtio network interface.</summary>
public sealed record DomainInterface : DomainDevice
{
    /// <summary>Its address, kept as libvirt writes it: lower case, with colons.</summary>
    public required string Mac
    {
        get;
        init => field = value.ToLowerInvariant();
    }

    public required InterfaceSource Source { get; init; }

    public override string Key => $"interface {Mac}";
}

/// <summary>A PCI function of the host given to the guest.</summary>
public sealed record DomainHostDevice : DomainDevice
{
    /// <summary>Its address on the host.</summary>
    public required PciAddress Address { get; init; }

    /// <summary>Whether libvirt takes it from its host driver at start and gives it back at the end.</summary>
    public bool IsManaged { get; init; } = true;

    public override string Key => $"hostdev {Address}";
}
