namespace LustreOperator.Placement;

/// <summary>A CPU of a host and the machines that hold it.</summary>
public sealed record CpuHolding(int Cpu, int NumaNode, CpuUse Use, IReadOnlyList<string> Holders);

/// <summary>What a host CPU is used for.</summary>
public enum CpuUse
{
    /// <summary>Any machine can have it.</summary>
    Free,

    /// <summary>The host's own: <c>KvmHost.spec.cpus.reserved</c>.</summary>
    Reserved,

    /// <summary>For machines with Shared pinning: in <c>KvmHost.spec.cpus.shared</c>, or such a machine runs on it.</summary>
    Shared,

    /// <summary>One machine's own.</summary>
    Dedicated,
}
