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
        CpuSet cpus = machine.Spec.Cpu.Pinning == CpuPinning.Dedicated ? machine.Spec.Cpu.Pinned().Union(machine.Spec.Cpu.EmulatorCpus) : [];
        PciAddress[] devices = [.. machine.Spec.DeviceAddresses().Order()];
        Dictionary<PciAddress, int> groups = (host?.PciDevices ?? []).Where(device => device.IommuGroup is not null)
            .ToDictionary(device => device.Address, device => device.IommuGroup!.Number);
        int? GroupOf(PciAddress address) => groups.TryGetValue(address, out int number) ? number : null;
        foreach (LustreMachine other in onHost.Where(other => IsEarlier(other, machine)).OrderBy(Order))
        {
            var held = MachineHolding.Of(other);
            CpuSet sharedCpus = held.Dedicated.Intersect(cpus);
            HashSet<int?> heldGroups = [.. held.Devices.Select(GroupOf)];
            string[] sharedDevices =
            [
                .. from device in devices
                   let isHeld = held.Devices.Contains(device)
                   let ofGroup = GroupOf(device)
                   where isHeld || (ofGroup is not null && heldGroups.Contains(ofGroup))
                   select isHeld ? $"{device}" : $"{device} (as part of IOMMU group {ofGroup})",
            ];
            if (!sharedCpus.IsEmpty || sharedDevices.Length > 0)
            {
                string what = string.Join(" and ", new[]
                {
                    sharedCpus.IsEmpty ? null : $"host CPUs {sharedCpus}",
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

    private static (DateTimeOffset, string) Order(LustreMachine machine) =>
        (machine.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, machine.Metadata.Uid ?? "");
}
