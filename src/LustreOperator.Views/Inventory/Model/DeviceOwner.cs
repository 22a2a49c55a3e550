namespace LustreOperator.Views.Inventory;

/// <summary>Who has a PCI function, or why nobody can.</summary>
/// <param name="Kind">In one word.</param>
/// <param name="Words">In a phrase.</param>
/// <param name="Machine">The machine, as namespace/name, that has it or for which it is parked.</param>
/// <param name="Network">The network of that machine that it serves; null when the machine is to give it back.</param>
/// <param name="Domain">The domain that is not ours.</param>
public sealed record DeviceOwner(OwnerKind Kind, string Words, string? Machine = null, string? Network = null, string? Domain = null);

/// <summary>What has a PCI function.</summary>
public enum OwnerKind
{
    /// <summary>A machine.</summary>
    Machine,

    /// <summary>Several machines claim it.</summary>
    Contested,

    /// <summary>A domain that is not ours.</summary>
    Domain,

    /// <summary>Nobody: it was taken from its host driver for the sake of a machine with another function of its IOMMU group.</summary>
    Parked,

    /// <summary>The host itself.</summary>
    Host,

    /// <summary>Nobody: a machine can have it.</summary>
    Free,

    /// <summary>Nobody, but another function of its IOMMU group is somebody's.</summary>
    Group,

    /// <summary>Nobody: it is not offered.</summary>
    NotOffered,

    /// <summary>The host reports no such function.</summary>
    Absent,
}
