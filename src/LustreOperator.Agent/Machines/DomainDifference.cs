using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What a difference is about; metrics count by it.</summary>
internal enum DriftKind
{
    /// <summary>A restart that the user asked for and that is still to be done: no drift.</summary>
    Restart,
    VcpuPin,
    EmulatorPin,
    Vcpus,
    Memory,
    Hugepages,
    NumaNodes,
    Type,
    Name,
    Disk,
    Interface,
    HostDevice,

    /// <summary>A device of a kind that we never make.</summary>
    OtherDevice,
}

/// <summary>A difference as users read it: an entry of <c>status.drift</c>.</summary>
/// <param name="Field">Which value, such as <c>vcpuPins[2]</c> or <c>memory</c>.</param>
/// <param name="Desired">What is wanted.</param>
/// <param name="Actual">What is.</param>
internal readonly record struct DriftText(string Field, string Desired, string Actual);

/// <summary>
/// A value of a domain that is not as wanted: a closed family, one record for each kind of value. The values stay values; <see cref="Text"/> is made where
/// the status, an Event or a message is.
/// </summary>
/// <param name="Kind">What it is about.</param>
internal abstract record DomainDifference(DriftKind Kind)
{
    private protected const string Absent = "absent";
    private protected const string Attached = "attached";

    /// <summary>The step that puts it right while the domain runs; null when only a restart does.</summary>
    public MachineAction? Repair { get; init; }

    /// <summary>Why it is as it is, for people; null: nothing to say.</summary>
    public string? Note { get; init; }

    /// <summary>The condition reason that tells users which obstacle it is (<see cref="MachineReasons"/>); null: none of its own.</summary>
    public string? Obstacle { get; init; }

    /// <summary>For how long what puts it right, which has been done, is still waited for; null: nothing is.</summary>
    public TimeSpan? Awaited { get; init; }

    /// <summary>Under which reason it is left as it is and told (<see cref="MachineReasons"/>); null: it is put right.</summary>
    public string? LeftAlone { get; init; }

    /// <summary>It in words.</summary>
    public abstract DriftText Text { get; }

    /// <summary>Whether only a restart puts it right.</summary>
    public bool IsLasting => Repair is null && Awaited is null && LeftAlone is null;

    /// <summary>Whether the machine is not Ready for it.</summary>
    public bool IsOutOfSync => LeftAlone is null or MachineReasons.DiskMoved
        && Kind is DriftKind.VcpuPin or DriftKind.EmulatorPin or DriftKind.Disk or DriftKind.Interface or DriftKind.HostDevice;

    public sealed override string ToString()
    {
        (string field, string desired, string actual) = Text;
        return LeftAlone is not null ? $"{field} is {actual}, not {desired}"
            : Note is null ? $"{field} {actual} -> {desired}"
            : $"{field} {actual} -> {desired} ({Note})";
    }

    private protected static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A restart that the user asked for; what runs has had another one, or none.</summary>
internal sealed record RestartDifference(string Wanted, string? Found) : DomainDifference(DriftKind.Restart)
{
    public override DriftText Text => new("restartedAt", Wanted, Found ?? "none");
}

/// <summary>Where a vCPU runs; null: it is not pinned.</summary>
internal sealed record VcpuPinDifference(int Vcpu, CpuSet Wanted, CpuSet? Found) : DomainDifference(DriftKind.VcpuPin)
{
    public override DriftText Text => new($"vcpuPins[{Number(Vcpu)}]", Wanted.ToString(), Found?.ToString() ?? "not pinned");
}

/// <summary>Where the emulator runs; null: it is not pinned.</summary>
internal sealed record EmulatorPinDifference(CpuSet Wanted, CpuSet? Found) : DomainDifference(DriftKind.EmulatorPin)
{
    public override DriftText Text => new("emulatorCpus", Wanted.ToString(), Found?.ToString() ?? "not pinned");
}

/// <summary>The number of vCPUs.</summary>
internal sealed record VcpusDifference(int Wanted, int Found) : DomainDifference(DriftKind.Vcpus)
{
    public override DriftText Text => new("vcpus", Number(Wanted), Number(Found));
}

/// <summary>The memory, in KiB.</summary>
internal sealed record MemoryDifference(long Wanted, long Found) : DomainDifference(DriftKind.Memory)
{
    public override DriftText Text => new("memory", Quantity.OfKiB(Wanted).ToString(), Quantity.OfKiB(Found).ToString());
}

/// <summary>The size of its huge pages, in KiB; null: it has none.</summary>
internal sealed record HugepagesDifference(long? Wanted, long? Found) : DomainDifference(DriftKind.Hugepages)
{
    public override DriftText Text => new("hugepages", Size(Wanted), Size(Found));

    private static string Size(long? kib) => kib?.ToString(CultureInfo.InvariantCulture) ?? "none";
}

/// <summary>The NUMA nodes of its memory; null: any.</summary>
internal sealed record NumaNodesDifference(MemoryBinding? Wanted, MemoryBinding? Found) : DomainDifference(DriftKind.NumaNodes)
{
    public override DriftText Text => new("numaNodes", Nodes(Wanted), Nodes(Found));

    private static string Nodes(MemoryBinding? binding) => binding is null ? "none" : $"{binding.Nodes} {binding.Policy}";
}

/// <summary>What runs the guest's instructions.</summary>
internal sealed record TypeDifference(DomainType Wanted, DomainType Found) : DomainDifference(DriftKind.Type)
{
    public override DriftText Text => new("type", Wanted.ToString(), Found.ToString());
}

/// <summary>The name.</summary>
internal sealed record NameDifference(string Wanted, string Found) : DomainDifference(DriftKind.Name)
{
    public override DriftText Text => new("name", Wanted, Found);
}

/// <summary>Of its vCPUs, those that are plugged in.</summary>
internal sealed record PluggedVcpusDifference(int Wanted, int Found) : DomainDifference(DriftKind.Vcpus)
{
    public override DriftText Text => new("vcpus plugged in", Number(Wanted), Number(Found));
}

/// <summary>What a balloon leaves the guest of its memory, in KiB.</summary>
internal sealed record BalloonDifference(long Wanted, long Found) : DomainDifference(DriftKind.Memory)
{
    public override DriftText Text => new("memory left by the balloon", Quantity.OfKiB(Wanted).ToString(), Quantity.OfKiB(Found).ToString());
}

/// <summary>A disk, network interface or PCI function; null: it is not wanted, or not there. One of the two is given.</summary>
internal sealed record DeviceDifference(DomainDevice? Wanted, DomainDevice? Found) : DomainDifference(KindOf(Wanted ?? Found!))
{
    public override DriftText Text => Wanted is null || Found is null
        ? new((Wanted ?? Found)!.Key, Wanted is null ? Absent : Attached, Found is null ? Absent : Attached)
        : new(Wanted.Key, Source(Wanted), Source(Found));

    private static DriftKind KindOf(DomainDevice device) => device switch
    {
        DomainDisk => DriftKind.Disk,
        DomainInterface => DriftKind.Interface,
        DomainHostDevice => DriftKind.HostDevice,
        _ => DriftKind.OtherDevice,
    };

    private static string Source(DomainDevice device) => device switch
    {
        DomainDisk disk => disk.Source.ToString(),
        DomainInterface nic => nic.Source.ToString()!,
        _ => device.ToString(),
    };
}

/// <summary>A device of a kind that we never make, by libvirt's name for it: <see cref="DomainDescription.ForeignDevices"/>.</summary>
internal sealed record ForeignDeviceDifference(string Name) : DomainDifference(DriftKinds.Of(Name))
{
    public override DriftText Text => new(Name, Absent, Attached);
}

/// <summary>A disk of the spec that somebody moved from its volume.</summary>
/// <param name="Disk">Its name in the spec.</param>
/// <param name="Wanted">The volume that was made or named for it.</param>
/// <param name="Found">Where it is, in libvirt's words; null: it was moved and is attached no more.</param>
internal sealed record MovedDiskDifference(string Disk, VolumeSource Wanted, string? Found) : DomainDifference(DriftKind.Disk)
{
    public override DriftText Text => new($"disk {Disk}", Wanted.ToString(), Found ?? Absent);
}

/// <summary>Reads what others wrote down: a status, or libvirt's name of a device.</summary>
internal static class DriftKinds
{
    /// <summary>What <see cref="DriftText.Field"/> is about.</summary>
    public static DriftKind Of(string field) => field.Split(' ', '[')[0] switch
    {
        "restartedAt" => DriftKind.Restart,
        "vcpuPins" => DriftKind.VcpuPin,
        "emulatorCpus" => DriftKind.EmulatorPin,
        "vcpus" => DriftKind.Vcpus,
        "memory" => DriftKind.Memory,
        "hugepages" => DriftKind.Hugepages,
        "numaNodes" => DriftKind.NumaNodes,
        "type" => DriftKind.Type,
        "name" => DriftKind.Name,
        "disk" => DriftKind.Disk,
        "interface" => DriftKind.Interface,
        "hostdev" => DriftKind.HostDevice,
        _ => DriftKind.OtherDevice,
    };
}
