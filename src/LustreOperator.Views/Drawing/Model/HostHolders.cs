using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>The machines of a picture on one host, by what they hold there.</summary>
internal sealed class HostHolders
{
    private readonly Dictionary<string, LustreMachine> _byKey;
    private readonly Func<LustreMachine, string> _nameOf;

    /// <summary>Those on the host.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="own">The machines of the picture.</param>
    /// <param name="nameOf">How the picture calls a machine.</param>
    public HostHolders(string host, IEnumerable<LustreMachine> own, Func<LustreMachine, string> nameOf)
    {
        Machines = [.. own.Where(machine => machine.Spec.Host == host)];
        _byKey = Machines.ToDictionary(KeyOf, StringComparer.Ordinal);
        _nameOf = nameOf;
    }

    public IReadOnlyList<LustreMachine> Machines { get; }

    public IReadOnlyList<string> Names => [.. Machines.Select(_nameOf)];

    /// <summary>As holders are told: namespace/name.</summary>
    public static string KeyOf(LustreMachine machine) => $"{machine.Metadata.Namespace}/{machine.Metadata.Name}";

    /// <summary>Name of the first holder that is a machine of the picture.</summary>
    public string? Among(IReadOnlyList<string> holders) => holders.Where(_byKey.ContainsKey).Select(holder => _nameOf(_byKey[holder])).FirstOrDefault();

    /// <summary>The vCPU whose own a CPU is.</summary>
    public int? VcpuOn(string machine, int cpu) => Machines.First(own => _nameOf(own) == machine).Spec.Cpu.VcpuPins
        .FirstOrDefault(pin => pin.Cpus.Count == 1 && pin.Cpus.Contains(cpu))?.Vcpu;

    /// <summary>The machine that wants a PCI function, and for what.</summary>
    public (string Machine, string Key, string Network)? Wanting(PciAddress address)
    {
        foreach (LustreMachine machine in Machines)
        {
            if (machine.Spec.Networks.FirstOrDefault(network => network.Device == address) is { } network)
            {
                return (_nameOf(machine), KeyOf(machine), network.Name);
            }
        }

        return null;
    }
}
