namespace LustreOperator.Libvirt;

/// <summary>A virtio disk.</summary>
public sealed record DomainDisk : DomainDevice
{
    /// <summary>Its name on the virtio bus: <c>vda</c>, <c>vdb</c>, ...</summary>
    public required string Target { get; init; }

    public required DiskSource Source { get; init; }

    public VolumeFormat Format { get; init; } = VolumeFormat.Qcow2;

    /// <summary>What the guest finds it by, in /dev/disk/by-id/virtio-SERIAL: at most 20 characters are seen there.</summary>
    public string? Serial { get; init; }

    public bool IsReadOnly { get; init; }

    public override string Key => $"disk {Target}";
}
