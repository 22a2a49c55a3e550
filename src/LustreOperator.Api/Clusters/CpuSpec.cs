namespace LustreOperator.Api;

public sealed record CpuSpec
{
    /// <summary>Number of vCPUs.</summary>
    public int Count { get; init; } = 1;

    public CpuPinning Pinning { get; init; } = CpuPinning.Dedicated;

    public EmulatorPlacement Emulator { get; init; } = EmulatorPlacement.Shared;
}

public enum CpuPinning
{
    /// <summary>Each vCPU has a host CPU that no other machine uses.</summary>
    Dedicated,

    /// <summary>Each vCPU may run on any CPU of the host's shared set; overcommit is allowed.</summary>
    Shared,
}

/// <summary>Where QEMU's own threads run.</summary>
public enum EmulatorPlacement
{
    /// <summary>On the machine's own CPUs.</summary>
    Shared,

    /// <summary>On one further CPU of the machine's own (with pinning Dedicated).</summary>
    Isolated,
}
