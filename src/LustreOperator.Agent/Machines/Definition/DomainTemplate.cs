using LustreOperator.Api;
using LustreOperator.Libvirt;
using VcpuPin = LustreOperator.Libvirt.VcpuPin;

namespace LustreOperator.Agent;

/// <summary>What the spec of a machine means in libvirt's terms: its domain and its volumes. Pure.</summary>
internal static class DomainTemplate
{
    /// <summary>What the aliases of our network interfaces begin with.</summary>
    public const string NetworkAlias = "ua-net-";

    /// <summary>What the aliases of our PCI functions begin with.</summary>
    public const string FunctionAlias = "ua-hca-";

    /// <summary>Name that the machine's domain is made with; somebody may rename it.</summary>
    public static string DomainName(LustreMachine machine) => $"{machine.Metadata.Namespace}.{machine.Metadata.Name}";

    /// <summary>The domain as the machine needs it, with the name that it has.</summary>
    /// <param name="observed">What is.</param>
    /// <param name="disks">The disks of the spec and what the domain has for them.</param>
    /// <param name="ready">The volumes that new disks can be attached with, by name of the disk.</param>
    public static DomainDefinition Domain(
        MachineObservation observed, IReadOnlyList<MachineDisk> disks, IReadOnlyDictionary<string, ReadyVolume> ready) =>
        Domain(observed.Machine, observed.DomainType, observed.Existing) with { Disks = MachineDisks.Wanted(observed, disks, ready).ToValueList() };

    /// <summary>The domain as it should be defined.</summary>
    /// <param name="domain">As the machine needs it.</param>
    /// <param name="observed">What is: what others added to its definition stays.</param>
    public static DomainDefinition Definition(DomainDefinition domain, MachineObservation observed)
    {
        HashSet<string> own = [.. DeviceComparison.All(domain).Select(device => device.Key)];
        bool IsKept(DomainDevice device) => HandChanges.IsForeign(device) && !own.Contains(device.Key);
        return observed.Existing is not { } existing ? domain : domain with
        {
            Disks = [.. domain.Disks, .. existing.Disks.Where(IsKept)],
            Interfaces = [.. domain.Interfaces, .. existing.Interfaces.Where(IsKept)],
            HostDevices = [.. domain.HostDevices, .. existing.HostDevices.Where(IsKept)],
            GuestAgent = existing.GuestAgent,
            SerialConsole = existing.SerialConsole,
        };
    }

    /// <summary>The domain of a machine, without regard to disks that it has already.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="type">What runs the guest's instructions here.</param>
    /// <param name="existing">The machine's own domain as it is defined; null when there is none.</param>
    public static DomainDefinition Domain(LustreMachine machine, DomainType type, DomainDefinition? existing)
    {
        LustreMachineSpec spec = machine.Spec;
        return new DomainDefinition
        {
            Name = existing?.Name ?? DomainName(machine),
            Uuid = existing?.Uuid ?? Guid.Parse(machine.Metadata.Uid!),
            Metadata = [Mark(machine, existing?.Mark).Write()],
            Type = type,
            VCpus = spec.Cpu.Count,
            VcpuPins = spec.Cpu.VcpuPins.OrderBy(pin => pin.Vcpu).Select(pin => new VcpuPin(pin.Vcpu, pin.Cpus)).ToValueList(),
            EmulatorPin = spec.Cpu.EmulatorCpus.IsEmpty ? null : spec.Cpu.EmulatorCpus,
            MemoryKiB = spec.Memory.Size.KiB,
            HugepageKiB = spec.Memory.Hugepages?.KiB,
            MemoryBinding = spec.Memory.NumaNodes is { } nodes ? new MemoryBinding(nodes) : null,
            Disks = MachineDisks.New(machine).ToValueList(),
            Interfaces = spec.Networks.Where(network => network.Device is null).Select(Interface).ToValueList(),
            HostDevices = spec.Networks.Where(network => network.Device is not null).Select(HostDevice).ToValueList(),
        };
    }

    /// <summary>The mark that makes a domain ours.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="before">The mark that the domain has; null: none.</param>
    public static DomainMark Mark(LustreMachine machine, DomainMark? before) => new()
    {
        MachineUid = machine.Metadata.Uid!,
        Namespace = machine.Metadata.Namespace!,
        MachineName = machine.Metadata.Name,
        Host = machine.Spec.Host,
        TemplateVersion = DomainXml.TemplateVersion,
        Restart = Restart(machine.Spec),
        Parked = before?.Parked ?? [],
    };

    /// <summary>The restart that the spec asks for, as the mark carries it; null: none.</summary>
    public static string? Restart(LustreMachineSpec spec) => spec.RestartedAt?.ToWireText();

    private static DomainInterface Interface(MachineNetwork network) => new()
    {
        Alias = NetworkAlias + network.Name,
        Mac = network.Mac!,
        Source = network.Bridge is { } bridge ? new BridgeSource(bridge) : new NetworkSource(network.LibvirtNetwork!),
    };

    private static DomainHostDevice HostDevice(MachineNetwork network) => new()
    {
        Alias = FunctionAlias + network.Name,
        Address = network.Device!.Value,
    };
}
