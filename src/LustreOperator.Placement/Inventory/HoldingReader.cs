using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>Reads what a machine holds from its object.</summary>
internal static class HoldingReader
{
    /// <summary>
    /// The union of the spec and, while there is a domain that is not shut off, of what the status says: a machine that gives something up
    /// has it until its agent says otherwise.
    /// </summary>
    public static Holding Read(HostModel host, LustreMachine machine)
    {
        LustreMachineStatus? live = machine.Status is { Domain: { } domain } status && domain.State != DomainState.ShutOff ? status : null;
        BitSet wanted = WantedCpus(host, machine);
        bool dedicated = machine.Spec.Cpu.Pinning == CpuPinning.Dedicated;
        BitSet held = dedicated ? wanted : host.NoCpus;
        BitSet shared = dedicated ? host.NoCpus : wanted;
        foreach (VcpuPin pin in live?.VcpuPins ?? [])
        {
            BitSet cpus = host.CpusOf(pin.Cpus);
            if (!dedicated)
            {
                shared = shared.Union(cpus);
            }
            else if (cpus.Count == 1)
            {
                // A vCPU that somebody let loose on many CPUs does not own them all.
                held = held.Union(cpus);
            }
        }

        return new Holding
        {
            Machine = MachineIdentity.Of(machine),
            Dedicated = held.Union(host.CpusOf(live?.Domain?.HeldCpus)),
            Shared = shared,
            Devices = [.. WantedDevices(machine).Select(item => item.Address).Concat(live?.Devices ?? [])
                .Select(host.DeviceAt)
                .Where(device => device >= 0).Distinct()],
            Memory = ReadMemory(host, machine.Spec.Memory, live?.Domain?.Memory),
        };
    }

    /// <summary>The CPUs of the machine's spec.</summary>
    public static BitSet WantedCpus(HostModel host, LustreMachine machine) => machine.Spec.Cpu.VcpuPins
        .Aggregate(host.CpusOf(machine.Spec.Cpu.EmulatorCpus), (cpus, pin) => cpus.Union(host.CpusOf(pin.Cpus)));

    /// <summary>The devices of the machine's spec, and the networks they are for.</summary>
    public static IEnumerable<(string Network, string Address)> WantedDevices(LustreMachine machine) =>
        machine.Spec.Networks.Where(network => network.Device is not null).Select(network => (network.Name, network.Device!));

    private static (int Pool, MemoryDemand Demand)[] ReadMemory(HostModel host, MachineMemory memory, Quantity? live)
    {
        long size = Math.Max(Quantity.KiBOrZero(memory.Size), Quantity.KiBOrZero(live));
        ulong nodes = host.NodesOf(memory.NumaNodes);
        return MemoryRules.Demands(host, nodes == 0 ? host.AllNodes : nodes, size, Quantity.KiBOrZero(memory.Hugepages));
    }
}
