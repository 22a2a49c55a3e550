using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// Names of volumes. They carry the machine's UID, so that no other machine's volume is ever taken for ours, and the purpose of the
/// disk, so that a volume whose disk has left the spec is still known to hold data or not.
/// </summary>
internal static class VolumeNames
{
    private const string DataSuffix = ".data";
    private const string SystemSuffix = ".system";

    /// <summary>Name of the volume that the machine makes for a disk.</summary>
    public static string Of(LustreMachine machine, DiskSpec disk) =>
        $"{Machine(machine)}{machine.Metadata.Uid}.{disk.Name}{(disk.Purpose == DiskPurpose.Data ? DataSuffix : SystemSuffix)}";

    /// <summary>Whether the machine made the volume.</summary>
    public static bool IsOf(LustreMachine machine, string volume) =>
        volume.StartsWith($"{Machine(machine)}{machine.Metadata.Uid}.", StringComparison.Ordinal);

    /// <summary>Whether the volume was made for that disk of the machine, or of an earlier object of its name.</summary>
    public static bool IsOfDisk(LustreMachine machine, string disk, string volume) =>
        volume.StartsWith(Machine(machine), StringComparison.Ordinal)
        && (volume.EndsWith($".{disk}{DataSuffix}", StringComparison.Ordinal) || volume.EndsWith($".{disk}{SystemSuffix}", StringComparison.Ordinal));

    /// <summary>Whether the volume is that of a Data disk.</summary>
    public static bool HoldsData(string volume) => !volume.EndsWith(SystemSuffix, StringComparison.Ordinal);

    /// <summary>The volumes that a machine's status names, as pool and name; what is no such pair is passed over.</summary>
    public static IEnumerable<(string Pool, string Name)> Reported(LustreMachine machine) =>
        from volume in machine.Status?.Volumes ?? []
        let slash = volume.LastIndexOf('/')
        where slash >= 0
        select (volume[..slash], volume[(slash + 1)..]);

    /// <summary>Raw for blank Data disks, which gains speed; qcow2 for the rest, which gains thin overlays.</summary>
    public static VolumeFormat Format(DiskSpec disk) =>
        disk is { Purpose: DiskPurpose.Data, Base: null } ? VolumeFormat.Raw : VolumeFormat.Qcow2;

    private static string Machine(LustreMachine machine) => $"{machine.Metadata.Namespace}.{machine.Metadata.Name}.";
}
