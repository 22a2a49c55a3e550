namespace LustreOperator.Placement;

/// <summary>Memory of one kind on one NUMA node, or what is held without a node.</summary>
/// <param name="NumaNode">Null: memory of machines that is bound to no node, or to several.</param>
/// <param name="PageSizeKiB">0: normal pages; else the size of the huge pages.</param>
/// <param name="TotalKiB">What machines may have; 0 where there is no node.</param>
/// <param name="HeldKiB">What machines have, QEMU's own memory included.</param>
public sealed record MemoryHolding(int? NumaNode, long PageSizeKiB, long TotalKiB, long HeldKiB);
