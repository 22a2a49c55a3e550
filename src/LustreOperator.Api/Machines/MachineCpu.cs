namespace LustreOperator.Api;

public sealed record MachineCpu
{
    public int Count { get; init; } = 1;

    public CpuPinning Pinning { get; init; } = CpuPinning.Dedicated;

    /// <summary>One entry per vCPU, in order.</summary>
    public IReadOnlyList<VcpuPin> VcpuPins { get; init => field = value ?? []; } = [];

    /// <summary>Host CPUs of QEMU's own threads, a <see cref="CpuList"/>.</summary>
    public string EmulatorCpus { get; init => field = value ?? ""; } = "";
}
