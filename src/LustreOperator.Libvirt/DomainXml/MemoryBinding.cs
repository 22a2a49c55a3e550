namespace LustreOperator.Libvirt;

/// <summary>Which host NUMA nodes a domain's memory is from.</summary>
public sealed record MemoryBinding(CpuSet Nodes, MemoryPolicy Policy = MemoryPolicy.Strict);

/// <summary>How binding a memory node is (numatune's mode).</summary>
public enum MemoryPolicy
{
    /// <summary>From these nodes or not at all. Cannot change while the domain runs.</summary>
    Strict,

    /// <summary>From the one node while it has any. Cannot change while the domain runs.</summary>
    Preferred,

    /// <summary>From all nodes in turn.</summary>
    Interleave,

    /// <summary>By cgroup: can change while the domain runs.</summary>
    Restrictive,
}
