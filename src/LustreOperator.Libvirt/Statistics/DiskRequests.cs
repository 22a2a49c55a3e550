namespace LustreOperator.Libvirt;

/// <summary>Requests of one kind to a disk.</summary>
public sealed record DiskRequests(long? Requests, long? Bytes, TimeSpan? Time);
