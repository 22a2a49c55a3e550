namespace LustreOperator.Api;

/// <summary>A disk: a volume in a libvirt storage pool of the machine's host.</summary>
public sealed record DiskSpec
{
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>A <see cref="Quantity"/>, such as 20Gi.</summary>
    public string Size { get; init => field = value ?? ""; } = "";

    /// <summary>The libvirt storage pool.</summary>
    public string Pool { get; init => field = value ?? "default"; } = "default";

    /// <summary>A volume that this one overlays (qcow2); null: a blank volume.</summary>
    public BaseVolume? Base { get; init; }

    public DiskPurpose Purpose { get; init; } = DiskPurpose.System;

    /// <summary>What becomes of a Data disk when its machine is deleted. A System disk always goes.</summary>
    public ReclaimPolicy ReclaimPolicy { get; init; } = ReclaimPolicy.Retain;
}
