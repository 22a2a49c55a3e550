using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>What a machine holds, by position on its host.</summary>
internal static class HoldingReader
{
    public static Holding Read(HostModel host, LustreMachine machine)
    {
        var held = MachineHolding.Of(machine);
        ulong nodes = host.NodesOf(machine.Spec.Memory.NumaNodes);
        return new Holding
        {
            Machine = MachineIdentity.Of(machine),
            Dedicated = host.PositionsOf(held.Dedicated),
            Shared = host.PositionsOf(held.Shared),
            Devices = [.. held.Devices.Select(host.DeviceAt).Where(device => device >= 0)],
            Memory = MemoryRules.Demands(host, nodes == 0 ? host.AllNodes : nodes, held.MemoryKiB, Quantity.KiBOrZero(machine.Spec.Memory.Hugepages)),
        };
    }

    /// <summary>The CPUs of the machine's spec.</summary>
    public static BitSet WantedCpus(HostModel host, LustreMachine machine) =>
        host.PositionsOf(machine.Spec.Cpu.Pinned().Union(machine.Spec.Cpu.EmulatorCpus));

    /// <summary>The devices of the machine's spec, and the networks they are for.</summary>
    public static IEnumerable<(string Network, PciAddress Address)> WantedDevices(LustreMachine machine) =>
        machine.Spec.Networks.Where(network => network.Device is not null).Select(network => (network.Name, network.Device!.Value));
}
