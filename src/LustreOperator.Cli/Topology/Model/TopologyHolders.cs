using System.Collections.Immutable;
using LustreOperator.Api;

namespace LustreOperator.Cli.Topology;

/// <summary>The machines of the cluster on one host, by what they hold there.</summary>
internal sealed class TopologyHolders
{
    private readonly Dictionary<string, LustreMachine> _byKey;

    public TopologyHolders(string host, IReadOnlyList<LustreMachine> own)
    {
        Machines = [.. own.Where(machine => machine.Spec.Host == host)];
        _byKey = Machines.ToDictionary(machine => $"{machine.Metadata.Namespace}/{machine.Metadata.Name}", StringComparer.Ordinal);
    }

    public IReadOnlyList<LustreMachine> Machines { get; }

    /// <summary>Name of the first holder that is a machine of the cluster.</summary>
    public string? Among(IReadOnlyList<string> holders) =>
        holders.Where(_byKey.ContainsKey).Select(holder => _byKey[holder].Metadata.Name).FirstOrDefault();

    /// <summary>The vCPU whose own a CPU is.</summary>
    public int? VcpuOn(string machine, int cpu) => Machines.First(own => own.Metadata.Name == machine).Spec.Cpu.VcpuPins
        .FirstOrDefault(pin => CpuList.TryParse(pin.Cpus, out ImmutableSortedSet<int> cpus) && cpus.Count == 1 && cpus[0] == cpu)?.Vcpu;

    /// <summary>The machine that wants a PCI function, and for what.</summary>
    public (LustreMachine Machine, MachineNetwork Network)? Wanting(string address)
    {
        foreach (LustreMachine machine in Machines)
        {
            if (machine.Spec.Networks.FirstOrDefault(network => string.Equals(network.Device, address, StringComparison.OrdinalIgnoreCase)) is { } network)
            {
                return (machine, network);
            }
        }

        return null;
    }
}
