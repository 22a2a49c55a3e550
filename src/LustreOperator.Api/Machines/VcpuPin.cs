namespace LustreOperator.Api;

/// <summary>The host CPUs on which a vCPU may run.</summary>
public sealed record VcpuPin
{
    public int Vcpu { get; init; }

    public CpuSet Cpus { get; init => field = value ?? []; } = [];
}
