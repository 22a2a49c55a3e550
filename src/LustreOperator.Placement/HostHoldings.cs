namespace LustreOperator.Placement;

/// <summary>What a host has and who holds it. Holders are <c>namespace/machine</c>, sorted.</summary>
public sealed record HostHoldings
{
    public required string Host { get; init; }

    /// <summary>All CPUs of the host, by number.</summary>
    public required IReadOnlyList<CpuHolding> Cpus { get; init; }

    /// <summary>All offered functions of the host, by address.</summary>
    public required IReadOnlyList<DeviceHolding> Devices { get; init; }

    /// <summary>Memory for normal pages and each size of huge pages, per NUMA node.</summary>
    public required IReadOnlyList<MemoryHolding> Memory { get; init; }

    /// <summary>CPUs that a machine can still have as Dedicated.</summary>
    public int CpusFree => Cpus.Count(cpu => cpu.Use == CpuUse.Free);

    /// <summary>CPUs that machines may use: all that are not reserved.</summary>
    public int CpusUsable => Cpus.Count(cpu => cpu.Use != CpuUse.Reserved);

    /// <summary>Offered functions that a machine can still have.</summary>
    public int DevicesFree => Devices.Count(device => device.Free);
}
