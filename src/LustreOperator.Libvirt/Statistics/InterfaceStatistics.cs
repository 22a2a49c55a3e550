namespace LustreOperator.Libvirt;

/// <summary>A network interface.</summary>
/// <param name="Target">The host's end of it, as <c>vnet0</c>.</param>
/// <param name="Received">What the guest received.</param>
/// <param name="Transmitted">What the guest sent.</param>
public sealed record InterfaceStatistics(string Target, InterfaceTraffic Received, InterfaceTraffic Transmitted);
