using LustreOperator.Api;
using LustreOperator.Operator;

namespace LustreOperator.Planning;

/// <summary>What differs between two specs of a machine, in words, such as <c>cpu.count 4 -> 6</c>. Pure.</summary>
internal static class SpecDifferences
{
    private static readonly string[] s_told = ["cpu", "memory", "networks", "disks", "rolesText"];

    public static IReadOnlyList<string> Between(LustreMachineSpec before, LustreMachineSpec after)
    {
        (string Field, string Before, string After)[] values =
        [
            ("cpu.count", $"{before.Cpu.Count}", $"{after.Cpu.Count}"),
            ("cpu.pinning", $"{before.Cpu.Pinning}", $"{after.Cpu.Pinning}"),
            ("host CPUs", $"{before.Cpu.Pinned()}", $"{after.Cpu.Pinned()}"),
            ("emulator on host CPUs", $"{before.Cpu.EmulatorCpus}", $"{after.Cpu.EmulatorCpus}"),
            ("memory.size", $"{before.Memory.Size}", $"{after.Memory.Size}"),
            ("memory.hugepages", before.Memory.Hugepages?.ToString() ?? "none", after.Memory.Hugepages?.ToString() ?? "none"),
            ("memory on NUMA nodes", before.Memory.NumaNodes?.ToString() ?? "any", after.Memory.NumaNodes?.ToString() ?? "any"),
        ];
        return
        [
            .. values.Where(value => value.Before != value.After).Select(value => $"{value.Field} {value.Before} -> {value.After}"),
            .. Named("network", before.Networks, after.Networks, network => network.Name, Text),
            .. Named("disk", before.Disks, after.Disks, disk => disk.Name, Text),
            .. SpecChanges.Between(before, after).Where(change => !s_told.Contains(change.Split(' ')[0])),
        ];
    }

    private static IEnumerable<string> Named<T>(string kind, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> name, Func<T, string> text)
        where T : class =>
        from item in before.Select(name).Union(after.Select(name))
        let old = before.FirstOrDefault(found => name(found) == item)
        let now = after.FirstOrDefault(found => name(found) == item)
        where !Equals(old, now)
        select $"{kind} {item} {(old is null ? "none" : text(old))} -> {(now is null ? "none" : text(now))}";

    private static string Text(MachineNetwork network) =>
        $"{network.Device?.ToString() ?? network.Bridge ?? network.LibvirtNetwork}{(network.Lnet is { } lnet ? $" ({lnet})" : "")}";

    private static string Text(DiskSpec disk) =>
        $"{disk.Size} {disk.Purpose} in pool {disk.Pool}{(disk.Volume is { } volume ? $", volume {volume}" : "")}"
        + (disk.Purpose == DiskPurpose.Data ? $", reclaimPolicy {disk.ReclaimPolicy ?? ReclaimPolicy.Retain}" : "");
}
