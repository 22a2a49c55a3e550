namespace LustreOperator.Libvirt;

/// <summary>Where the time of a vCPU's thread went.</summary>
/// <param name="Vcpu">Its number, from 0.</param>
/// <param name="Time">It ran.</param>
/// <param name="Wait">It waited for I/O; needs scheduler statistics of the host's kernel (kernel.sched_schedstats), else 0.</param>
/// <param name="Delay">It could run and waited for its host CPU: the guest's steal time.</param>
public sealed record VcpuStatistics(int Vcpu, TimeSpan? Time, TimeSpan? Wait, TimeSpan? Delay);
