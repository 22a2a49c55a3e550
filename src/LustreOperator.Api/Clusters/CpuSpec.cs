namespace LustreOperator.Api;

public sealed record CpuSpec
{
    /// <summary>Number of vCPUs.</summary>
    public int Count { get; init; } = 1;

    public CpuPinning Pinning { get; init; } = CpuPinning.Dedicated;

    public EmulatorPlacement Emulator { get; init; } = EmulatorPlacement.Shared;
}
