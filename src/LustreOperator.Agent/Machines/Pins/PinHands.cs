using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Pins vCPUs and emulators of what runs.</summary>
internal sealed class PinHands(MachineTools tools) : PhaseHands
{
    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<PinVcpu>((pin, _, cancel) => tools.Hypervisor.PinVcpuAsync(pin.Uuid, pin.Vcpu, pin.Cpus, DomainScope.Live, cancel)),
        PhaseStep.Of<PinEmulator>((pin, _, cancel) => tools.Hypervisor.PinEmulatorAsync(pin.Uuid, pin.Cpus, DomainScope.Live, cancel)),
    ];
}
