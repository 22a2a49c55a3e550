namespace LustreOperator.Libvirt;

/// <summary>A disk image or logical volume in a pool.</summary>
public sealed record StorageVolume
{
    public required string Pool { get; init; }

    public required string Name { get; init; }

    public required string Path { get; init; }

    /// <summary>Null when it is in a format that we do not make (<c>iso</c>, <c>vmdk</c>, a directory).</summary>
    public VolumeFormat? Format { get; init; }

    /// <summary>libvirt's word for its format, such as <c>vmdk</c>; null for a block device, which has none.</summary>
    public string? FormatName { get; init; }

    /// <summary>What the guest sees, in bytes.</summary>
    public long CapacityBytes { get; init; }

    /// <summary>What it takes from the pool, in bytes.</summary>
    public long AllocationBytes { get; init; }

    /// <summary>The image that it is an overlay of, which must stay; null when it stands alone.</summary>
    public string? BackingPath { get; init; }
}
