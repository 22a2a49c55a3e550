namespace LustreOperator.Libvirt;

/// <summary>The host CPUs that a vCPU is defined to run on.</summary>
public sealed record VcpuPin(int VCpu, CpuSet Cpus);
