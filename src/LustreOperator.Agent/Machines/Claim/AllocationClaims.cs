using System.Collections.Immutable;
using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>
/// Who was first on a CPU or device of this host. Placement never gives one twice, but a deposed leader's stale placement may: the
/// later of two claims is refused. Pure.
/// </summary>
internal static class AllocationClaims
{
    /// <summary>The earlier claim on something that <paramref name="machine"/> claims, in words; null when there is none.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="onHost">The machines of its host, itself included or not.</param>
    /// <param name="host">The host, for its IOMMU groups: two machines never share one; null: not known.</param>
    public static string? ConflictOf(LustreMachine machine, IEnumerable<LustreMachine> onHost, HostInventory? host)
    {
        HashSet<int> cpus = [.. DedicatedCpus(machine)];
        Dictionary<string, string> groups = (host?.PciDevices ?? []).Where(device => device.IommuGroup is not null)
            .ToDictionary(device => device.Address.ToString(), device => $"IOMMU group {device.IommuGroup!.Number}");
        string Unit(string address) => groups.GetValueOrDefault(address, address);
        foreach (LustreMachine other in onHost.Where(other => IsEarlier(other, machine)).OrderBy(Order))
        {
            int[] sharedCpus = [.. DedicatedCpus(other).Union(HeldCpus(other)).Where(cpus.Contains).Order()];
            HashSet<string> held = [.. other.Spec.DeviceAddresses().Union(other.Status?.Devices ?? [])];
            HashSet<string> heldUnits = [.. held.Select(Unit)];
            string[] sharedDevices =
            [
                .. machine.Spec.DeviceAddresses().Where(device => heldUnits.Contains(Unit(device))).Order(StringComparer.Ordinal)
                    .Select(device => held.Contains(device) ? device : $"{device} (as part of {Unit(device)})"),
            ];
            if (sharedCpus.Length > 0 || sharedDevices.Length > 0)
            {
                string what = string.Join(" and ", new[]
                {
                    sharedCpus.Length > 0 ? $"host CPUs {CpuList.Format(sharedCpus)}" : null,
                    sharedDevices.Length > 0 ? $"devices {string.Join(", ", sharedDevices)}" : null,
                }.OfType<string>());
                return $"{what} of host {machine.Spec.Host} belong to machine {other.Metadata.Namespace}/{other.Metadata.Name}, which was "
                    + "there first; nothing is taken from it. Delete this machine and the operator places it anew";
            }
        }

        return null;
    }

    private static bool IsEarlier(LustreMachine other, LustreMachine machine) =>
        other.Metadata.Uid != machine.Metadata.Uid
        && other.Spec.Host == machine.Spec.Host
        && other.Status?.Conditions.IsTrue(MachineConditionTypes.Released) != true
        && Order(other).CompareTo(Order(machine)) < 0;

    private static (DateTimeOffset, string) Order(LustreMachine machine) => (machine.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, machine.Metadata.Uid ?? "");

    private static IEnumerable<int> DedicatedCpus(LustreMachine machine) => machine.Spec.Cpu.Pinning == CpuPinning.Dedicated
        ? machine.Spec.Cpu.VcpuPins.SelectMany(pin => Cpus(pin.Cpus)).Union(Cpus(machine.Spec.Cpu.EmulatorCpus))
        : [];

    private static ImmutableSortedSet<int> HeldCpus(LustreMachine machine) => Cpus(machine.Status?.Domain?.HeldCpus);

    // An object that cannot be read stops itself (its own plan says so), not its neighbours.
    private static ImmutableSortedSet<int> Cpus(string? list) => CpuList.TryParse(list, out ImmutableSortedSet<int> cpus) ? cpus : [];
}
