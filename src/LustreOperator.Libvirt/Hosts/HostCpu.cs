namespace LustreOperator.Libvirt;

/// <summary>One logical CPU of a host. An offline CPU has no place: its socket, core and siblings are null and empty.</summary>
public sealed record HostCpu
{
    public required int Id { get; init; }

    public int? SocketId { get; init; }

    public int? DieId { get; init; }

    public int? CoreId { get; init; }

    /// <summary>The hardware threads of its core, itself included.</summary>
    public CpuSet Siblings { get; init; } = CpuSet.Empty;
}
