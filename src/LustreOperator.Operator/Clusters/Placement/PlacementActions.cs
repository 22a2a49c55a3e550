using LustreOperator.Api;

namespace LustreOperator.Operator;

internal sealed record HoldHost(KvmHost Host) : ClusterAction((string?)null)
{
    public override string Describe() => $"hold KvmHost {Host.Metadata.Name} while machines are on it";
}

internal sealed record CreateMachine(LustreMachine Machine) : ClusterAction("MachineCreated")
{
    public override LustreMachine? Claim => Machine;

    public override bool IsCreation => true;

    public override string Describe() =>
        $"create machine {Machine.Metadata.Name} on host {Machine.Spec.Host} with host CPUs {string.Join(' ', Machine.Spec.Cpu.VcpuPins.Select(pin => pin.Cpus))}";
}
