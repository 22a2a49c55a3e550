namespace LustreOperator.Placement;

/// <summary>A CPU of a host and the machines that hold it.</summary>
/// <param name="Cpu">Its number.</param>
/// <param name="NumaNode">The id of its NUMA node.</param>
/// <param name="Core">Its core, by position among those of the host: CPUs of one core are hyperthreads of each other.</param>
/// <param name="Use">What it is used for.</param>
/// <param name="Holders">The machines that hold it.</param>
public sealed record CpuHolding(int Cpu, int NumaNode, int Core, CpuUse Use, IReadOnlyList<string> Holders);

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
