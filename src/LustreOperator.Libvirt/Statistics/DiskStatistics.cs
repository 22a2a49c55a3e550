namespace LustreOperator.Libvirt;

/// <summary>A disk.</summary>
/// <param name="Target">Its target, as <c>vda</c>.</param>
/// <param name="Read">What the guest read.</param>
/// <param name="Written">What the guest wrote.</param>
/// <param name="Flushed">Flushes of the guest; they have no bytes.</param>
public sealed record DiskStatistics(string Target, DiskRequests Read, DiskRequests Written, DiskRequests Flushed);
