using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Keeps vCPUs and emulator on their host CPUs, and tells how much of the machine is on one NUMA node. Pure.</summary>
internal static class PinPhase
{
    public static PhasePlan Plan(MachineLook look)
    {
        DomainSnapshot? domain = look.Domain;
        DomainDefinition? live = domain?.Live?.Definition;
        int count = look.Machine.Spec.Cpu.Count;
        string pins = $"{(live is null ? 0 : InPlace(look, domain!.Live!, count))}/{count}";
        Locality? locality = live is not null && look.Observed.Topology is { } host ? Locality.Of(live, domain!.VcpuAffinity, host) : null;
        return new PhasePlan
        {
            Actions = look.Active is not null && look.MayChange
                ? [.. look.Pins.Select(pin => pin.Repair).OfType<MachineAction>().Select(step => step with { IsRepair = look.IsTakenIn })]
                : [],
            Differences = look.Pins,
            Conditions =
            [
                MachineSummary.Sync(MachineConditionTypes.PinsInSync, look, look.Pins, $"{pins} vCPUs are where they should be"),
                .. NumaLocal(live is not null, locality),
            ],
            Facts = new PinFacts(pins, domain?.VcpuAffinity ?? [], live?.EmulatorPin, locality),
        };
    }

    private static int InPlace(MachineLook look, DomainDescription live, int count)
    {
        int missing = Math.Max(0, count - (live.OnlineVCpus ?? live.Definition.VCpus));
        return Math.Max(0, count - look.Pins.Count(pin => pin.Kind == DriftKind.VcpuPin) - missing);
    }

    // Nothing is told of a domain that runs on a host that was never read: a machine is served after its host (HostLock).
    private static IEnumerable<Condition> NumaLocal(bool runs, Locality? locality) => runs && locality is null ? [] :
    [
        new Condition
        {
            Type = MachineConditionTypes.NumaLocal,
            Status = locality is null ? ConditionStatus.Unknown : locality.Percent == 100 ? ConditionStatus.True : ConditionStatus.False,
            Reason = locality is null ? MachineReasons.NotRunning : locality.Percent == 100 ? MachineReasons.OneNode : MachineReasons.SeveralNodes,
            Message = locality is null
                ? "the domain does not run"
                : $"{locality.Percent} % of vCPUs, memory and devices are on one NUMA node (uses {locality.Nodes})",
        },
    ];
}

/// <summary>Where the domain's threads really run.</summary>
/// <param name="Pins">vCPUs that run where they should, of all, such as 6/6.</param>
/// <param name="Vcpus">Each vCPU.</param>
/// <param name="Emulator">The emulator; null: it is not pinned, or the domain is off.</param>
/// <param name="Locality">How much of the machine is on one NUMA node; null: the domain is off, or its host was never read.</param>
internal sealed record PinFacts(string Pins, ValueList<VcpuAffinity> Vcpus, CpuSet? Emulator, Locality? Locality) : IPhaseFacts
{
    public LustreMachineStatus Into(LustreMachineStatus status) => status with
    {
        Numa = Locality?.Nodes,
        Pins = Pins,
        VcpuPins = [.. Vcpus.Select(vcpu => new Api.VcpuPin { Vcpu = vcpu.VCpu, Cpus = vcpu.Cpus })],
        EmulatorCpus = Emulator,
        LocalityPercent = Locality?.Percent,
    };
}
