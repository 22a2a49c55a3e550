namespace LustreOperator.Libvirt;

/// <summary>One direction of a network interface.</summary>
public sealed record InterfaceTraffic(long? Bytes, long? Packets, long? Errors, long? Drops);
