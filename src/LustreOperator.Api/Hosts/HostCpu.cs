namespace LustreOperator.Api;

public sealed record HostCpu
{
    public int Id { get; init; }

    public int Socket { get; init; }

    public int Core { get; init; }

    /// <summary>Hyperthreads of the same core, this one included.</summary>
    public CpuSet Siblings { get; init => field = value ?? []; } = [];
}
