namespace LustreOperator.Libvirt;

/// <summary>Which host NUMA nodes a domain's memory is from.</summary>
public sealed record MemoryBinding(CpuSet Nodes, MemoryPolicy Policy = MemoryPolicy.Strict);
