namespace LustreOperator.Api;

/// <summary>
/// What a machine holds of its host: what its spec gives it and, while it has a domain that is not off, what its status says that it still has. A
/// machine that gives something up has it until its agent says otherwise. Placement, the agent's claims and the pictures all count this. Pure.
/// </summary>
public sealed record MachineHolding
{
    /// <summary>Host CPUs that are the machine's own.</summary>
    public CpuSet Dedicated { get; private init; } = [];

    /// <summary>Host CPUs that it may run on beside others.</summary>
    public CpuSet Shared { get; private init; } = [];

    /// <summary>PCI functions, those of the spec first, in order of networks.</summary>
    public ValueList<PciAddress> Devices { get; private init; } = [];

    /// <summary>Memory, in KiB; 0 where it cannot be read.</summary>
    public long MemoryKiB { get; private init; }

    public static MachineHolding Of(LustreMachine machine)
    {
        LustreMachineStatus? live = machine.Status is { Domain: { } domain } status && domain.State != DomainState.ShutOff ? status : null;
        MachineCpu cpu = machine.Spec.Cpu;
        bool isDedicated = cpu.Pinning == CpuPinning.Dedicated;

        // A vCPU that somebody let loose on many CPUs does not own them all.
        CpuSet wanted = CpuSet.From(cpu.VcpuPins.Concat((live?.VcpuPins ?? []).Where(pin => !isDedicated || pin.Cpus.Count == 1))
            .SelectMany(pin => pin.Cpus).Concat(cpu.EmulatorCpus));
        CpuSet held = live?.Domain?.HeldCpus ?? [];
        return new MachineHolding
        {
            Dedicated = isDedicated ? wanted.Union(held) : held,
            Shared = isDedicated ? [] : wanted,
            Devices = machine.Spec.DeviceAddresses().Concat(live?.Devices ?? []).Distinct().ToValueList(),
            MemoryKiB = Math.Max(Quantity.KiBOrZero(machine.Spec.Memory.Size), Quantity.KiBOrZero(live?.Domain?.Memory)),
        };
    }
}
