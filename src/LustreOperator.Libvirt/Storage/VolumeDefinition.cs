namespace LustreOperator.Libvirt;

/// <summary>A volume to make.</summary>
public sealed record VolumeDefinition
{
    public required string Pool { get; init; }

    public required string Name { get; init; }

    /// <summary>What the guest sees, in bytes. No smaller than the base's.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>An overlay is <see cref="VolumeFormat.Qcow2"/>.</summary>
    public VolumeFormat Format { get; init; } = VolumeFormat.Qcow2;

    /// <summary>The volume that the new one starts as, unchanged itself; null for a blank disk.</summary>
    public VolumeReference? Base { get; init; }
}
