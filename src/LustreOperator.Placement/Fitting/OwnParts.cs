using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>What the spec of a machine that is to be changed gives it now, and what it would keep.</summary>
internal sealed class OwnParts
{
    private OwnParts(HostModel host, LustreMachine? machine)
    {
        Cpus = machine is null ? host.NoCpus : HoldingReader.WantedCpus(host, machine);
        Emulator = machine is null ? host.NoCpus : host.PositionsOf(machine.Spec.Cpu.EmulatorCpus);
        PinOf = machine?.Spec.Cpu.VcpuPins.DistinctBy(pin => pin.Vcpu).ToDictionary(pin => pin.Vcpu, pin => host.PositionsOf(pin.Cpus)) ?? [];
        MemoryNodes = machine is null ? 0 : host.NodesOf(machine.Spec.Memory.NumaNodes);
        NetworkOf = [];
        foreach ((string network, PciAddress address) in machine is null ? [] : HoldingReader.WantedDevices(machine))
        {
            int device = host.DeviceAt(address);
            if (device >= 0)
            {
                NetworkOf[device] = network;
            }
        }
    }

    public BitSet Cpus { get; }

    public BitSet Emulator { get; }

    public Dictionary<int, BitSet> PinOf { get; }

    /// <summary>True: the machine is new, and has nothing to keep.</summary>
    public required bool IsNone { get; init; }

    /// <summary>0: not bound, or no machine.</summary>
    public ulong MemoryNodes { get; }

    /// <summary>Network per device.</summary>
    public Dictionary<int, string> NetworkOf { get; }

    /// <summary>Parts on a host; none for a new machine.</summary>
    public static OwnParts On(HostModel host, LustreMachine? machine) => new(host, machine) { IsNone = machine is null };
}
