namespace LustreOperator.Simulation.State;

/// <summary>Pages of one size taken from one NUMA node.</summary>
internal readonly record struct HeldPages(int Node, long SizeKiB, long Count);
