namespace LustreOperator.Placement;

/// <summary>A place of a machine on a host.</summary>
internal sealed record Fit
{
    public required Demand Demand { get; init; }

    /// <summary>Position of the main node.</summary>
    public required int MainNode { get; init; }

    /// <summary>The CPU of each vCPU, as its position in <see cref="HostModel.CpuIds"/>; empty with Shared pinning.</summary>
    public required int[] Vcpus { get; init; }

    /// <summary>The emulator's own CPU, as its position in <see cref="HostModel.CpuIds"/>; -1: none.</summary>
    public required int Emulator { get; init; }

    /// <summary>The CPUs of a machine with Shared pinning.</summary>
    public required BitSet Shared { get; init; }

    /// <summary>The nodes that memory is bound to, one bit each by their position; 0: not bound.</summary>
    public required ulong MemoryNodes { get; init; }

    /// <summary>A device per request, as its position in <see cref="HostModel.Devices"/>.</summary>
    public required int[] Devices { get; init; }

    public required FitScore Score { get; init; }

    /// <summary>True if a place with fewer or nearer memory nodes may exist: the search for it had no more steps.</summary>
    public bool IsCutShort { get; init; }

    public Holding ToHolding(HostModel host) => new()
    {
        Machine = Demand.Machine,
        Dedicated = BitSet.Of(host.CpuIds.Length, Emulator >= 0 ? [.. Vcpus, Emulator] : Vcpus),
        Shared = Shared,
        Devices = Devices,
        Memory = Demand.MemoryOn(host, MemoryNodes == 0 ? host.AllNodes : MemoryNodes),
    };
}
