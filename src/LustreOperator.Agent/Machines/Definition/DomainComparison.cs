using System.Collections.Immutable;
using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Libvirt;
using VcpuPin = LustreOperator.Libvirt.VcpuPin;

namespace LustreOperator.Agent;

/// <summary>What differs between a wanted domain and one that runs or is defined. Pure.</summary>
internal static class DomainComparison
{
    /// <summary>The field of a restart that the user asked for and that is still to be done.</summary>
    internal const string RestartField = "restartedAt";

    /// <summary>
    /// Differences of what runs, the affinity of the real threads included: libvirt's definition alone does not show a taskset
    /// (virDomainGetVcpus does).
    /// </summary>
    /// <param name="wanted">The domain as it should be.</param>
    /// <param name="domain">The domain as it is; it runs.</param>
    /// <param name="detachesAsked">How long ago the guest was asked to let go of devices that it still has.</param>
    public static IReadOnlyList<DomainDifference> Live(
        DomainDefinition wanted, DomainSnapshot domain, ImmutableDictionary<string, TimeSpan> detachesAsked)
    {
        DomainDefinition live = domain.Live!.Definition;
        return
        [
            .. Restart(wanted, live),
            .. Pins(wanted, live, domain),
            .. Resources(wanted, live),
            .. DeviceComparison.Live(wanted, domain.Live, domain.Identity.Uuid, detachesAsked),
        ];
    }

    /// <summary>Fields of the definition that counts from the next start.</summary>
    public static IReadOnlyList<string> Defined(DomainDefinition wanted, DomainDescription description)
    {
        DomainDefinition defined = description.Definition;
        List<string> fields = [.. Resources(wanted, defined).Select(difference => difference.Field)];
        if (description.OnlineVCpus is { } online && online != defined.VCpus)
        {
            fields.Add("vcpus");
        }

        if (!wanted.VcpuPins.Equals(defined.VcpuPins))
        {
            fields.Add("vcpuPins");
        }

        if (wanted.EmulatorPin != defined.EmulatorPin)
        {
            fields.Add("emulatorCpus");
        }

        if (!DeviceComparison.All(wanted).ToHashSet().SetEquals(DeviceComparison.All(defined)))
        {
            fields.Add("devices");
        }

        // A template of another version is no change; a restart that was asked for must reach the mark all the same.
        if (wanted.Owner?.Restart != defined.Owner?.Restart
            || (wanted.Owner != defined.Owner && wanted.Owner?.TemplateVersion == defined.Owner?.TemplateVersion))
        {
            fields.Add("owner");
        }

        return fields;
    }

    // libvirt copies the mark of the definition when a domain starts: that of what runs tells which restart it had.
    private static IEnumerable<DomainDifference> Restart(DomainDefinition wanted, DomainDefinition live) =>
        wanted.Owner?.Restart is { } asked && live.Owner?.Restart != asked
            ? [new DomainDifference(RestartField, asked, live.Owner?.Restart ?? "none")]
            : [];

    private static IEnumerable<DomainDifference> Pins(DomainDefinition wanted, DomainDefinition live, DomainSnapshot domain)
    {
        Guid uuid = domain.Identity.Uuid;
        foreach (VcpuPin pin in wanted.VcpuPins.Where(pin => pin.VCpu < live.VCpus))
        {
            CpuSet? defined = live.VcpuPins.FirstOrDefault(found => found.VCpu == pin.VCpu)?.Cpus;
            CpuSet? real = domain.VcpuAffinity.FirstOrDefault(found => found.VCpu == pin.VCpu)?.Cpus;
            CpuSet? wrong = defined != pin.Cpus ? defined : real;
            if (defined != pin.Cpus || (real is not null && real != pin.Cpus))
            {
                yield return new DomainDifference(
                    string.Create(CultureInfo.InvariantCulture, $"vcpuPins[{pin.VCpu}]"),
                    pin.Cpus.ToString(),
                    wrong?.ToString() ?? "not pinned",
                    new PinVcpu(uuid, pin.VCpu, pin.Cpus, wrong));
            }
        }

        if (wanted.EmulatorPin is { } emulator && live.EmulatorPin != emulator)
        {
            yield return new DomainDifference(
                "emulatorCpus", emulator.ToString(), live.EmulatorPin?.ToString() ?? "not pinned", new PinEmulator(uuid, emulator, live.EmulatorPin));
        }
    }

    private static IEnumerable<DomainDifference> Resources(DomainDefinition wanted, DomainDefinition actual)
    {
        (string Field, string Desired, string Actual)[] values =
        [
            ("vcpus", Text(wanted.VCpus), Text(actual.VCpus)),
            ("memory", Quantity.FormatKiB(wanted.MemoryKiB), Quantity.FormatKiB(actual.MemoryKiB)),
            ("hugepages", Text(wanted.HugepageKiB), Text(actual.HugepageKiB)),
            ("numaNodes", Text(wanted.MemoryBinding), Text(actual.MemoryBinding)),
            ("type", wanted.Type.ToString(), actual.Type.ToString()),
        ];
        return values.Where(value => value.Desired != value.Actual).Select(value => new DomainDifference(value.Field, value.Desired, value.Actual));
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        MemoryBinding binding => $"{binding.Nodes} {binding.Policy}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
