namespace LustreOperator.Placement;

/// <summary>A CPU of a host and the machines that hold it.</summary>
public sealed record CpuHolding(int Cpu, int NumaNode, CpuUse Use, IReadOnlyList<string> Holders);
