namespace LustreOperator.Libvirt;

/// <summary>A bridge of the host, by its interface name.</summary>
public sealed record BridgeSource(string Bridge) : InterfaceSource;
