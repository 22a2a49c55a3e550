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

    public static string Of(LustreMachine machine, DiskSpec disk) =>
        Prefix(machine) + disk.Name + (disk.Purpose == DiskPurpose.Data ? DataSuffix : SystemSuffix);

    /// <summary>Whether a volume belongs to the machine.</summary>
    public static bool IsOf(LustreMachine machine, string volume) => volume.StartsWith(Prefix(machine), StringComparison.Ordinal);

    /// <summary>Whether the volume is that of a Data disk.</summary>
    public static bool HoldsData(string volume) => !volume.EndsWith(SystemSuffix, StringComparison.Ordinal);

    /// <summary>Raw for blank Data disks, which gains speed; qcow2 for the rest, which gains thin overlays.</summary>
    public static VolumeFormat Format(DiskSpec disk) =>
        disk is { Purpose: DiskPurpose.Data, Base: null } ? VolumeFormat.Raw : VolumeFormat.Qcow2;

    // A machine that takes over an earlier object's domain takes its volumes with it.
    private static string Prefix(LustreMachine machine)
    {
        string owner = machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdoptAnnotation) ?? machine.Metadata.Uid!;
        return $"{machine.Metadata.Namespace}.{machine.Metadata.Name}.{owner}.";
    }
}
