using System.Text.RegularExpressions;

namespace LustreOperator.Agent;

/// <summary>What proc tells of mounted and swapped disks. Pure.</summary>
internal static partial class MountTables
{
    /// <summary>
    /// proc/PID/mountinfo (Documentation/filesystems/proc.rst, 3.5): mount point by <c>major:minor</c>, and by device file where the number is
    /// none of a disk's: a file system of several disks (btrfs) has a number of its own, with major 0.
    /// </summary>
    public static IEnumerable<(string Device, string MountPoint)> Mounts(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (fields.Length < 5 || dash < 0)
            {
                continue;
            }

            if (!fields[2].StartsWith("0:", StringComparison.Ordinal))
            {
                yield return (fields[2], Unescape(fields[4]));
            }
            else if (dash + 2 < fields.Length && DeviceFile(fields[dash + 2]) is { } device)
            {
                yield return (device, Unescape(fields[4]));
            }
        }
    }

    /// <summary>proc/swaps: the device files of swap partitions. A swap file is on a file system, which is mounted.</summary>
    public static IEnumerable<string> Swaps(IEnumerable<string> lines) =>
        lines.Select(line => DeviceFile(line.Split([' ', '\t'], 2)[0])).OfType<string>();

    /// <summary>The part of a path below /dev; null if it is elsewhere.</summary>
    private static string? DeviceFile(string path) => path.StartsWith("/dev/", StringComparison.Ordinal) ? Unescape(path["/dev/".Length..]) : null;

    // The kernel writes space, tab, line feed and backslash as octal numbers (mangle_path).
    private static string Unescape(string text) => Octal().Replace(text, match => ((char)Convert.ToInt32(match.Value[1..], 8)).ToString());

    [GeneratedRegex(@"\\[0-3][0-7]{2}", RegexOptions.None, 1000)]
    private static partial Regex Octal();
}
