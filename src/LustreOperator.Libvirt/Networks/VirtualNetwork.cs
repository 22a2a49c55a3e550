namespace LustreOperator.Libvirt;

/// <summary>A libvirt network. A plain host bridge is not one, and libvirt does not list it here.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsActive">Whether guests can be put on it now.</param>
/// <param name="Bridge">The host bridge behind it; null when it has none (SR-IOV pools, macvtap).</param>
public sealed record VirtualNetwork(string Name, bool IsActive, string? Bridge);
