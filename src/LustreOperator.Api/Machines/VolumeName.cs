using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace LustreOperator.Api;

/// <summary>
/// The name of a volume that a machine makes for a disk. It carries the machine's UID, so that no other machine's volume is ever taken for it, and the
/// purpose of the disk, so that a volume whose disk has left the spec is still known to hold data or not.
/// </summary>
/// <remarks>
/// <c>NAMESPACE.MACHINE.UID.DISK.data</c> (or <c>.system</c>). Where volumes are no files, a name that would be too long for a device is
/// <c>lustre.HASH.UID.DISK.data</c>: the hash is of namespace and machine, the UID without hyphens.
/// </remarks>
public sealed partial record VolumeName
{
    /// <summary>
    /// Longest name of a volume that is no file, each hyphen counted twice: a name of the device mapper holds volume group and volume so, in 127
    /// characters together, and an RBD image has 96.
    /// </summary>
    public const int DeviceMaxLength = 80;

    private const int HashLength = 8;

    /// <summary>Null in a short name.</summary>
    public string? Namespace { get; private init; }

    /// <summary>Null in a short name.</summary>
    public string? Machine { get; private init; }

    public required string MachineUid { get; init; }

    public required string Disk { get; init; }

    public required DiskPurpose Purpose { get; init; }

    private string? Hash { get; init; }

    /// <summary>The name of the volume that a machine makes for a disk.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="isFile">Whether the pool's volumes are files: their names may have 255 characters.</param>
    public static string Of(LustreMachine machine, DiskSpec disk, bool isFile)
    {
        ObjectMeta meta = machine.Metadata;
        string suffix = $"{disk.Name}.{(disk.Purpose == DiskPurpose.Data ? "data" : "system")}";
        string name = $"{meta.Namespace}.{meta.Name}.{meta.Uid}.{suffix}";
        return isFile || name.Length + name.Count(letter => letter == '-') <= DeviceMaxLength
            ? name
            : $"lustre.{HashOf(meta.Namespace, meta.Name)}.{meta.Uid?.Replace("-", "", StringComparison.Ordinal)}.{suffix}";
    }

    /// <summary>Reads a name; null: it is none of ours.</summary>
    public static VolumeName? Parse(string? text)
    {
        if (Long().Match(text ?? "") is { Success: true } full)
        {
            return Read(full, full.Groups["uid"].Value) with { Namespace = full.Groups["namespace"].Value, Machine = full.Groups["machine"].Value };
        }

        return Short().Match(text ?? "") is { Success: true } cut
            ? Read(cut, Guid.ParseExact(cut.Groups["uid"].Value, "N").ToString()) with { Hash = cut.Groups["hash"].Value }
            : null;
    }

    /// <summary>Whether it was made for that machine or an earlier object of its name.</summary>
    public bool IsOf(string? @namespace, string machine) =>
        Hash is null ? Namespace == @namespace && Machine == machine : Hash == HashOf(@namespace, machine);

    private static VolumeName Read(Match match, string uid) => new()
    {
        MachineUid = uid,
        Disk = match.Groups["disk"].Value,
        Purpose = match.Groups["purpose"].Value == "data" ? DiskPurpose.Data : DiskPurpose.System,
    };

    private static string HashOf(string? @namespace, string machine) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{@namespace}.{machine}")))[..HashLength];

    [
        GeneratedRegex(
            @"^(?<namespace>[a-z0-9-]+)\.(?<machine>[a-z0-9.-]+)\.(?<uid>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?<disk>[a-z0-9-]+)\.(?<purpose>data|system)\z",
            RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)
    ]
    private static partial Regex Long();

    [
        GeneratedRegex(
            @"^lustre\.(?<hash>[0-9a-f]{8})\.(?<uid>[0-9a-f]{32})\.(?<disk>[a-z0-9-]+)\.(?<purpose>data|system)\z", RegexOptions.ExplicitCapture,
            matchTimeoutMilliseconds: 1000)
    ]
    private static partial Regex Short();
}
