namespace LustreOperator.Libvirt;

/// <summary>Where a vCPU's thread may run, as the kernel has it: what the definition says may differ (virDomainGetVcpus).</summary>
/// <param name="VCpu">The vCPU's number.</param>
/// <param name="Cpus">The host CPUs that its thread may run on.</param>
/// <param name="CurrentCpu">The host CPU it was last seen on; null when libvirt does not say.</param>
public sealed record VcpuAffinity(int VCpu, CpuSet Cpus, int? CurrentCpu);
