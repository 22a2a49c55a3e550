namespace LustreOperator.Libvirt;

/// <summary>What libvirt gave to a device.</summary>
/// <param name="Key">Which one: its <see cref="DomainDevice.Key"/>.</param>
/// <param name="Alias">Its name in events; null when it is not running and has none of ours.</param>
/// <param name="GuestAddress">Where the guest sees it on its PCI bus; null when not yet decided.</param>
public sealed record PlacedDevice(string Key, string? Alias, PciAddress? GuestAddress)
{
    /// <summary>Of a disk: what its source lies over, nearest first, as far as libvirt says.</summary>
    public ValueList<DiskSource> Backing { get; init; }

    /// <summary>Of a disk: whether a copy or an active commit mirrors it now, done or not.</summary>
    public bool IsMirrored { get; init; }
}
