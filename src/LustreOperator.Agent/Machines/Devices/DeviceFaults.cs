using System.Globalization;
using System.Text.RegularExpressions;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// Why a domain cannot be given disks, network interfaces and PCI functions of its host. libvirt has codes for little of it: first comes
/// what is there now, then its codes, then names in its message and QEMU's own words, which are the same in every language. Its words, as read
/// off libvirt 9.0 in English, are the last resort: they choose between reasons and decide nothing else. Pure.
/// </summary>
internal static partial class DeviceFaults
{
    private const string MorePorts = "Restart the machine: its next start has ports for all of its devices";

    private const string InUse = "Nothing is taken from it; detach the function there, or delete this machine and the operator places it anew";

    private const string Absent = "Is the card out, or has it other virtual functions now? Delete this machine and the operator places it anew";

    private const string Unsupported = "Enable the IOMMU in firmware and kernel (intel_iommu=on or amd_iommu=on) and load vfio-pci on the host";

    private const string Locked = "libvirtd must be allowed to raise the locked-memory limit of QEMU to the machine's memory and 1 GiB "
        + "(run it as root with CAP_SYS_RESOURCE, or set LimitMEMLOCK=infinity in its unit)";

    private static readonly (string[] Said, string Reason, string Advice)[] s_known =
    [
        // Names, and the words of QEMU and the kernel.
        (["is not viable"], MachineReasons.IommuGroupNotViable,
            "Another function of the IOMMU group has a host driver: list it in KvmHost.spec.devices so that it may be parked, or take it from its "
            + "driver (virsh nodedev-detach)"),
        (["/dev/vfio/"], MachineReasons.DeviceInUse,
            "Another process on the host has the IOMMU group open (fuser /dev/vfio/*), or the function has SR-IOV virtual functions by now"),
        (["VFIO_MAP_DMA", "vfio_dma_map", "RLIMIT_MEMLOCK"], MachineReasons.LockedMemoryDenied, Locked),

        // The words of libvirt.
        (["limit locked memory"], MachineReasons.LockedMemoryDenied, Locked),
        (["is in use by driver"], MachineReasons.DeviceInUse, InUse),
        (["not found: could not access"], ConditionReasons.DeviceAbsent, Absent),
        (["Non-endpoint PCI devices"], MachineReasons.DeviceNotAssignable, "It is a bridge: list the function behind it in KvmHost.spec.devices"),
        (["support passthrough of host PCI devices", "VFIO device assignment", "PCI stub module"],
            MachineReasons.PassthroughUnsupported, Unsupported),
        (["No more available PCI"], MachineReasons.NoFreePciePort, MorePorts),
    ];

    /// <summary>Null: neither the host nor libvirt tells.</summary>
    /// <param name="fault">How libvirt refused.</param>
    /// <param name="now">The machine, with the host as it is after the failure.</param>
    /// <param name="devices">What the domain was to be given.</param>
    public static MachineFault? Read(LibvirtException fault, MachineLook now, IReadOnlyCollection<DomainDevice> devices)
    {
        string host = now.Machine.Spec.Host;
        PciAddress[] functions = [.. devices.OfType<DomainHostDevice>().Select(device => device.Address)];
        IEnumerable<VolumeSource> volumes = devices.OfType<DomainDisk>().Select(disk => disk.Source).OfType<VolumeSource>();
        MachineFault? obstacle = FunctionGuard.Check(now.Observed, functions);
        return PoolFaults.Find(now.Observed.Host, host, volumes.Select(volume => volume.Pool))
            ?? Network(fault, now, [.. devices.OfType<DomainInterface>().Select(nic => nic.Source)])
            ?? (obstacle is null ? null : obstacle with { Message = $"{obstacle.Message} (libvirt: {fault.Message})" })
            ?? LockedMemory(fault, now)
            ?? Said(fault, now, functions.Length > 0);
    }

    /// <summary>
    /// libvirt may not let QEMU lock the guest's memory in place: it names the limit that it could not set, in bytes, which is more than the memory
    /// and told by nothing else in every language. Null: it names none.
    /// </summary>
    public static MachineFault? LockedMemory(LibvirtException fault, MachineLook now) =>
        now.Machine.Spec.Networks.Any(network => network.Device is not null) && Numbers().Matches(fault.Message)
            .Any(number => long.Parse(number.Value, CultureInfo.InvariantCulture) >= now.Machine.Spec.Memory.Size.Bytes)
            ? Told(fault, now, MachineReasons.LockedMemoryDenied, Locked)
            : null;

    private static MachineFault? Network(LibvirtException fault, MachineLook now, InterfaceSource[] sources)
    {
        string? lacking = sources.OfType<NetworkSource>().Select(source => source.Network).FirstOrDefault(name => Lacks(now.Observed.Host, name));
        bool isBridge = fault.Kind == LibvirtErrorKind.System && sources.OfType<BridgeSource>().Any(source => Names(fault.Message, source.Bridge));
        return lacking is not null || isBridge || fault.Kind == LibvirtErrorKind.NoNetwork || fault.Domain == LibvirtErrorDomain.Network
            ? new(
                MachineReasons.NetworkMissing,
                $"{fault.Message}. Make the network or bridge on host {now.Machine.Spec.Host} (virsh net-start {lacking ?? "NAME"}, ip link) "
                + "or name another in spec.networks")
            : null;
    }

    private static bool Lacks(HostInventory? host, string network) => host is not null
        && (host.Networks.FirstOrDefault(one => one.Name == network) is { } found ? !found.IsActive : host.Unreadable.Count == 0);

    private static MachineFault? Said(LibvirtException fault, MachineLook now, bool hasFunctions)
    {
        (string Reason, string Advice)? told = ByCode(fault, now, hasFunctions);
        foreach ((string[] said, string reason, string advice) in s_known)
        {
            told ??= said.Any(part => fault.Message.Contains(part, StringComparison.OrdinalIgnoreCase)) ? (reason, advice) : null;
        }

        told ??= NamesFunction().IsMatch(fault.Message) ? (MachineReasons.DeviceUnavailable, "") : null;
        return told is { } found ? Told(fault, now, found.Reason, found.Advice) : null;
    }

    private static (string Reason, string Advice)? ByCode(LibvirtException fault, MachineLook now, bool hasFunctions) => fault switch
    {
        { Kind: LibvirtErrorKind.OperationInvalid } when Address().IsMatch(fault.Message) => (MachineReasons.DeviceInUse, InUse),
        { Errno: Errno.NoEntry } when fault.Message.Contains("/sys/bus/pci/devices/", StringComparison.Ordinal) =>
            (ConditionReasons.DeviceAbsent, Absent),
        { Code: LibvirtErrorCode.ArgumentUnsupported, Domain: LibvirtErrorDomain.Qemu } => (MachineReasons.PassthroughUnsupported, Unsupported),
        { Kind: LibvirtErrorKind.ConfigUnsupported } when hasFunctions && now.Observed.Host?.Capabilities.VfioSupported == false =>
            (MachineReasons.PassthroughUnsupported, Unsupported),
        { Code: LibvirtErrorCode.InternalError, Domain: LibvirtErrorDomain.Domain } when now.Active is not null =>
            (MachineReasons.NoFreePciePort, MorePorts),
        _ => null,
    };

    private static MachineFault Told(LibvirtException fault, MachineLook now, string reason, string advice) =>
        new(reason, $"{fault.Message}. {advice}{(advice.Length > 0 ? "; see" : "See")} `kubectl lustre hosts {now.Machine.Spec.Host}`");

    private static bool Names(string message, string name) =>
        Regex.IsMatch(message, $@"(?<![\w.-]){Regex.Escape(name)}(?![\w-])", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"(?<![\w-])[0-9]{8,18}(?![\w-])", RegexOptions.None, 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|vfio|iommu|\bPCI\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex NamesFunction();
}
