namespace LustreOperator.Api;

/// <summary>The host CPUs on which a vCPU may run.</summary>
public sealed record VcpuPin
{
    public int Vcpu { get; init; }

    /// <summary>A <see cref="CpuList"/>, such as 3 or 0-5.</summary>
    public string Cpus { get; init => field = value ?? ""; } = "";
}
