namespace LustreOperator.Api;

/// <summary>A disk: a volume in a libvirt storage pool of the machine's host.</summary>
public sealed record DiskSpec
{
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Such as 20Gi, at least 1Mi; of a disk that names a volume, the least that the volume must have.</summary>
    public Quantity Size { get; init => field = value ?? Quantity.Unset; } = Quantity.Unset;

    /// <summary>The libvirt storage pool.</summary>
    public string Pool { get; init => field = value ?? "default"; } = "default";

    /// <summary>A volume that this one overlays (qcow2); null: a blank volume.</summary>
    public BaseVolume? Base { get; init; }

    /// <summary>A volume of the pool that is there already and becomes the disk as it is; null: one is made. It is never formatted or deleted.</summary>
    public string? Volume { get; init; }

    public DiskPurpose Purpose { get; init; } = DiskPurpose.System;

    /// <summary>What becomes of a Data disk when its machine is deleted; null: Retain. A System disk always goes.</summary>
    public ReclaimPolicy? ReclaimPolicy { get; init; }

    /// <summary>What becomes of a new Data disk when there is a volume of an earlier machine of this name for it; null: Wait.</summary>
    public KeptVolumePolicy? IfKept { get; init; }

    /// <summary>Whether the volume outlives its machine.</summary>
    public bool IsKept() => Purpose == DiskPurpose.Data && (Volume is not null || ReclaimPolicy != Api.ReclaimPolicy.Delete);
}

public enum DiskPurpose
{
    /// <summary>Operating system or scratch: goes with its machine.</summary>
    System,

    /// <summary>Lustre targets and what else must outlive the machine.</summary>
    Data,
}

/// <summary>What becomes of a new Data disk when an earlier machine of the same name left a volume for a disk of the same name.</summary>
public enum KeptVolumePolicy
{
    /// <summary>Nothing is made, and the user is told what there is.</summary>
    Wait,

    /// <summary>The volume is used again, if there is only one.</summary>
    Reuse,

    /// <summary>A blank volume is made, and the old one stays as it is.</summary>
    New,
}

public enum ReclaimPolicy
{
    Retain,
    Delete,
}
