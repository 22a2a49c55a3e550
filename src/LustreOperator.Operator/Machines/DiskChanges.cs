using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>What becomes of the disks of a machine that exists.</summary>
/// <param name="Disks">The disks for it.</param>
/// <param name="Refused">What cannot change, and the way to have it, in words; null when nothing was asked that cannot.</param>
internal sealed record DiskMerge(IReadOnlyList<DiskSpec> Disks, string? Refused);

/// <summary>
/// What of a group's disks reaches a machine that exists. A volume that is there stays as it was made: it may hold data, and neither its size nor its base
/// can change under it. Disks come and go, and may be kept or deleted in the end; a Data disk that goes while a blank one comes is taken for a new name
/// of it, and both wait. Pure.
/// </summary>
internal static class DiskChanges
{
    /// <summary>The disks for the machine: those it has as they are, new ones as wanted.</summary>
    /// <param name="machine">Name of the machine.</param>
    /// <param name="has">Its disks; none for a new machine.</param>
    /// <param name="wanted">The disks that the spec asks for.</param>
    public static DiskMerge Merge(string machine, IReadOnlyList<DiskSpec> has, IReadOnlyList<DiskSpec> wanted)
    {
        DiskSpec[] leaving = [.. has.Where(disk => disk.Purpose == DiskPurpose.Data && !wanted.Any(want => want.Name == disk.Name))];
        DiskSpec[] coming = [.. wanted.Where(want => IsBlankData(want) && !has.Any(disk => disk.Name == want.Name))];
        bool isSwap = leaving.Length > 0 && coming.Length > 0;
        DiskSpec[] merged =
        [
            .. from want in wanted
               where !isSwap || !coming.Contains(want)
               let there = has.FirstOrDefault(disk => disk.Name == want.Name)
               select there is null ? New(want) : Kept(there, want),
            .. isSwap ? leaving : [],
        ];
        string[] refused =
        [
            .. isSwap ? (string[])[Swap(leaving, coming)] : [],
            .. Changes(machine, has, wanted),
        ];
        return new DiskMerge(merged, refused.Length == 0 ? null : string.Join("; ", refused));
    }

    private static bool IsBlankData(DiskSpec disk) =>
        disk is { Purpose: DiskPurpose.Data, Volume: null, IfKept: not KeptVolumePolicy.New };

    // A System disk always goes with its machine, and its reclaimPolicy says nothing.
    private static DiskSpec New(DiskSpec disk) => disk.Purpose == DiskPurpose.System ? disk with { ReclaimPolicy = null } : disk;

    // What means the same is not written anew.
    private static DiskSpec Kept(DiskSpec there, DiskSpec want) => there.Purpose == DiskPurpose.System
        ? there
        : there with
        {
            ReclaimPolicy = (there.ReclaimPolicy ?? ReclaimPolicy.Retain) == (want.ReclaimPolicy ?? ReclaimPolicy.Retain)
                ? there.ReclaimPolicy
                : want.ReclaimPolicy,
            IfKept = want.IfKept,
        };

    private static string Swap(DiskSpec[] leaving, DiskSpec[] coming) =>
        $"{Paths(leaving)} {(leaving.Length == 1 ? "goes" : "go")} while {Paths(coming)} {(coming.Length == 1 ? "comes" : "come")}: a blank volume would take the place of data. "
        + "Keep the name; or take the old disk out first and add the new one in a later change, with `volume` to go on with the old one's data "
        + "(`kubectl lustre volumes`) or `ifKept: New` for a blank one";

    private static IEnumerable<string> Changes(string machine, IReadOnlyList<DiskSpec> has, IReadOnlyList<DiskSpec> wanted)
    {
        (string Disk, string Fields)[] changed =
        [
            .. from want in wanted
               let there = has.FirstOrDefault(disk => disk.Name == want.Name)
               where there is not null
               let fields = string.Join(", ", Fields(there, want))
               where fields.Length > 0
               select ($"disks[{want.Name}]", fields),
        ];
        return changed.Length == 0
            ? []
            :
            [
                $"{string.Join(", ", changed.Select(change => change.Disk))} cannot change on a machine that exists; delete machine {machine} to have it made anew "
                + $"({string.Join("; ", changed.Select(change => change.Fields))}; Data disks with reclaimPolicy Retain are kept, and ifKept: Reuse gives them to the new machine)",
            ];
    }

    // A volume that is no longer named stays all the same.
    private static IEnumerable<string> Fields(DiskSpec there, DiskSpec want)
    {
        if (there.Size != want.Size)
        {
            yield return $"size {there.Size} -> {want.Size}";
        }

        if (there.Pool != want.Pool)
        {
            yield return $"pool {there.Pool} -> {want.Pool}";
        }

        if (there.Purpose != want.Purpose)
        {
            yield return $"purpose {there.Purpose} -> {want.Purpose}";
        }

        if (there.Base != want.Base)
        {
            yield return $"base {there.Base?.Volume ?? "none"} -> {want.Base?.Volume ?? "none"}";
        }

        if (want.Volume is not null && there.Volume != want.Volume)
        {
            yield return $"volume {there.Volume ?? "its own"} -> {want.Volume}";
        }
    }

    private static string Paths(DiskSpec[] disks) => string.Join(", ", disks.Select(disk => $"disks[{disk.Name}]"));
}
