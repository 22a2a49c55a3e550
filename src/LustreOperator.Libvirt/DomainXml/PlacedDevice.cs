namespace LustreOperator.Libvirt;

/// <summary>What libvirt gave to a device.</summary>
/// <param name="Key">Which one: its <see cref="DomainDevice.Key"/>.</param>
/// <param name="Alias">Its name in events; null when it is not running and has none of ours.</param>
/// <param name="GuestAddress">Where the guest sees it on its PCI bus; null when not yet decided.</param>
public sealed record PlacedDevice(string Key, string? Alias, PciAddress? GuestAddress);
