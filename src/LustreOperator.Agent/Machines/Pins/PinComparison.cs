using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What differs between where vCPUs and emulator run and where they should. Pure.</summary>
internal static class PinComparison
{
    /// <summary>
    /// Differences of what runs, the affinity of the real threads included: libvirt's definition alone does not show a taskset (virDomainGetVcpus does).
    /// </summary>
    /// <param name="wanted">The domain as it should be.</param>
    /// <param name="domain">The domain as it is; it runs.</param>
    public static IReadOnlyList<DomainDifference> Live(DomainDefinition wanted, DomainSnapshot domain)
    {
        Guid uuid = domain.Identity.Uuid;
        DomainDefinition live = domain.Live!.Definition;
        List<DomainDifference> differences = [];
        foreach (VcpuPin pin in wanted.VcpuPins.Where(pin => pin.VCpu < live.VCpus))
        {
            CpuSet? defined = live.VcpuPins.FirstOrDefault(found => found.VCpu == pin.VCpu)?.Cpus;
            CpuSet? real = domain.VcpuAffinity.FirstOrDefault(found => found.VCpu == pin.VCpu)?.Cpus;
            CpuSet? wrong = defined != pin.Cpus ? defined : real;
            if (defined != pin.Cpus || (real is not null && real != pin.Cpus))
            {
                differences.Add(new VcpuPinDifference(pin.VCpu, pin.Cpus, wrong) { Repair = new PinVcpu(uuid, pin.VCpu, pin.Cpus, wrong) });
            }
        }

        if (wanted.EmulatorPin is { } emulator && live.EmulatorPin != emulator)
        {
            differences.Add(new EmulatorPinDifference(emulator, live.EmulatorPin) { Repair = new PinEmulator(uuid, emulator, live.EmulatorPin) });
        }

        return differences;
    }
}
