namespace LustreOperator.Libvirt;

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
