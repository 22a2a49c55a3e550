using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>What of a KvmHost placement looks at. An agent writes much that it does not: links, drivers, holders, versions.</summary>
public static class HostInventory
{
    /// <summary>True if two versions of a KvmHost differ in something that placement looks at; null: there was, or is, none.</summary>
    public static bool Differs(KvmHost? before, KvmHost? after) => !ReferenceEquals(before, after)
        && (before is null || after is null || !AreSameModel(before, after) || !AreSameRules(before, after)
            || !before.VolumesOf().SequenceEqual(after.VolumesOf()));

    /// <summary>True if <see cref="HostReader"/> makes the same model of both.</summary>
    internal static bool AreSameModel(KvmHost one, KvmHost other) =>
        one.Spec.Cpus == other.Spec.Cpus
        && one.Spec.Memory == other.Spec.Memory
        && one.Spec.Devices.Select(Cabling).SequenceEqual(other.Spec.Devices.Select(Cabling))
        && Equal(one.Status?.Cells, other.Status?.Cells, AreSame)
        && Equal(one.Status?.Devices, other.Status?.Devices, AreSame);

    private static bool AreSameRules(KvmHost one, KvmHost other) =>
        one.Spec.Unschedulable == other.Spec.Unschedulable
        && one.Spec.Fenced == other.Spec.Fenced
        && one.Metadata.DeletionTimestamp == other.Metadata.DeletionTimestamp
        && one.Unreadable == other.Unreadable
        && one.Status?.HostUuid == other.Status?.HostUuid
        && one.StatusOf(ConditionTypes.Ready) == other.StatusOf(ConditionTypes.Ready)
        && one.StatusOf(ConditionTypes.HostReachable) == other.StatusOf(ConditionTypes.HostReachable)
        && (one.Metadata.Labels ?? s_none).Count == (other.Metadata.Labels ?? s_none).Count
        && (one.Metadata.Labels ?? s_none).All(label => other.Metadata.Labels!.TryGetValue(label.Key, out string? value) && value == label.Value);

    private static readonly Dictionary<string, string> s_none = [];

    private static (Written<PciAddress> Address, string? Fabric) Cabling(HostDeviceSpec device) => (device.Address, device.Fabric);

    private static bool AreSame(NumaCell one, NumaCell other) =>
        one.Id == other.Id && one.MemoryKiB == other.MemoryKiB && one.Cpus.SequenceEqual(other.Cpus)
        && one.Hugepages.SequenceEqual(other.Hugepages) && one.Distances.SequenceEqual(other.Distances);

    private static bool AreSame(HostDevice one, HostDevice other) =>
        one.Address == other.Address && one.Vendor == other.Vendor && one.Product == other.Product && one.NumaNode == other.NumaNode
        && one.IommuGroup == other.IommuGroup && one.Fabric == other.Fabric && one.VirtualFunction == other.VirtualFunction && one.Offered == other.Offered;

    private static bool Equal<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other, Func<T, T, bool> areSame) =>
        ReferenceEquals(one, other) || ((one?.Count ?? 0) == (other?.Count ?? 0) && (one ?? []).Zip(other ?? []).All(pair => areSame(pair.First, pair.Second)));

    private static IReadOnlyList<HostVolume> VolumesOf(this KvmHost host) => host.Status?.DataVolumes ?? [];

    private static ConditionStatus? StatusOf(this KvmHost host, string type) => host.Status?.Conditions.Find(type)?.Status;
}
