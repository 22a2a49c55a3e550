namespace LustreOperator.Placement;

/// <summary>What is wanted from one pool of memory.</summary>
/// <param name="Nodes">The nodes it may come from, one bit each by their position in the <see cref="HostModel"/>.</param>
/// <param name="Amount">KiB of the pool of normal memory, pages of a pool of huge pages.</param>
internal sealed record MemoryDemand(ulong Nodes, long Amount);
