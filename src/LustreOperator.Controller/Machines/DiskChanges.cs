using LustreOperator.Api;

namespace LustreOperator.Controller;

/// <summary>
/// What of a group's disks reaches a machine that exists. A volume that is there stays as it was made: it may hold data, and neither its
/// size nor its base can change under it. Disks come and go, and may be kept or deleted in the end. Pure.
/// </summary>
internal static class DiskChanges
{
    /// <summary>The disks for the machine: those it has as they are, new ones as wanted.</summary>
    public static IReadOnlyList<DiskSpec> Merge(IReadOnlyList<DiskSpec> has, IReadOnlyList<DiskSpec> wanted) =>
    [
        .. from disk in wanted
           let there = has.FirstOrDefault(found => found.Name == disk.Name)
           select there is null ? disk : there with { ReclaimPolicy = disk.ReclaimPolicy },
    ];

    /// <summary>What cannot change on the machine, in words; null when nothing was asked that cannot.</summary>
    public static string? Refused(LustreMachine machine, IReadOnlyList<DiskSpec> wanted)
    {
        string[] refused =
        [
            .. from disk in wanted
               let there = machine.Spec.Disks.FirstOrDefault(found => found.Name == disk.Name)
               where there is not null && there with { ReclaimPolicy = disk.ReclaimPolicy } != disk
               select $"disks[{disk.Name}]",
        ];
        return refused.Length == 0
            ? null
            : $"{string.Join(", ", refused)} cannot change on a machine that exists; delete machine {machine.Metadata.Name} to have it made anew "
                + "(Data disks with reclaimPolicy Retain are kept)";
    }
}
