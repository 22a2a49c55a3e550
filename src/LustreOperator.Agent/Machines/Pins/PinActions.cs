namespace LustreOperator.Agent;

internal sealed record PinVcpu(Guid Uuid, int Vcpu, CpuSet Cpus, CpuSet? Actual) : MachineAction("VcpuPinned")
{
    public override string Describe() => $"pin vCPU {Vcpu} to host CPUs {Cpus} (was {Actual?.ToString() ?? "not pinned"})";
}

internal sealed record PinEmulator(Guid Uuid, CpuSet Cpus, CpuSet? Actual) : MachineAction("EmulatorPinned")
{
    public override string Describe() => $"pin the emulator to host CPUs {Cpus} (was {Actual?.ToString() ?? "not pinned"})";
}
