namespace LustreOperator.Libvirt;

/// <summary>How far another NUMA node is: 10 is here, 20 is twice as far.</summary>
public readonly record struct NumaDistance(int CellId, int Value);
