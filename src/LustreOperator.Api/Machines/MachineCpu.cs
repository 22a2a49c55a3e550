namespace LustreOperator.Api;

public sealed record MachineCpu
{
    public int Count { get; init; } = 1;

    public CpuPinning Pinning { get; init; } = CpuPinning.Dedicated;

    /// <summary>One entry per vCPU, in order.</summary>
    public IReadOnlyList<VcpuPin> VcpuPins { get; init => field = value ?? []; } = [];

    /// <summary>Host CPUs of QEMU's own threads.</summary>
    public CpuSet EmulatorCpus { get; init => field = value ?? []; } = [];

    /// <summary>The host CPUs of all vCPUs.</summary>
    public CpuSet Pinned() => CpuSet.From(VcpuPins.SelectMany(pin => pin.Cpus));
}
