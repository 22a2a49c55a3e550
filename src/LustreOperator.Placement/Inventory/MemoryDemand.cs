namespace LustreOperator.Placement;

/// <summary>An amount wanted from a set of nodes, one bit each by their position in the <see cref="HostModel"/>.</summary>
internal sealed record MemoryDemand(ulong Nodes, long Amount);
