using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>
/// What it means that libvirt refused to give a domain what it needs of the host: functions, pages, locked memory. libvirt has codes for little of it;
/// its words were read off libvirt 9.0 and QEMU 7.2. Pure.
/// </summary>
internal static class StartFaults
{
    private static readonly (string[] Words, string Reason, string Advice)[] s_known =
    [
        (["is not viable"], MachineReasons.IommuGroupNotViable,
            "Another function of the IOMMU group has a host driver: list it in KvmHost.spec.devices so that it may be parked, or take it from its driver (virsh nodedev-detach)"),
        (["is in use by driver"], MachineReasons.DeviceInUse, "Nothing is taken from it; detach the function there, or delete this machine and the operator places it anew"),
        (["not found: could not access"], ConditionReasons.DeviceAbsent, "Is the card out, or has it other virtual functions now? Delete this machine and the operator places it anew"),
        (["Non-endpoint PCI devices"], MachineReasons.DeviceNotAssignable, "It is a bridge: list the function behind it in KvmHost.spec.devices"),
        (["/dev/vfio/"], MachineReasons.DeviceInUse,
            "Another process on the host has the IOMMU group open (fuser /dev/vfio/*), or the function has SR-IOV virtual functions by now"),
        (["support passthrough of host PCI devices", "VFIO device assignment is currently not supported", "Failed to load PCI stub module"], MachineReasons.PassthroughUnsupported,
            "Enable the IOMMU in firmware and kernel (intel_iommu=on or amd_iommu=on) and load vfio-pci on the host"),
        (["No more available PCI"], MachineReasons.NoFreePciePort, "Restart the machine: its next start has ports for all of its devices"),
        (["limit locked memory", "VFIO_MAP_DMA failed", "vfio_dma_map", "RLIMIT_MEMLOCK"], MachineReasons.LockedMemoryDenied,
            "libvirtd must be allowed to raise the locked-memory limit of QEMU to the machine's memory and 1 GiB (run it as root with CAP_SYS_RESOURCE, or set LimitMEMLOCK=infinity in its unit)"),
        (["PCI", "vfio", "iommu", "Device 0"], MachineReasons.DeviceUnavailable, ""),
    ];

    private static readonly string[] s_memoryWords = ["backing store for guest RAM", "cannot set up guest memory", "Cannot allocate memory"];

    // The kernel kills a QEMU that cannot have its memory, and libvirt knows no more than that it is gone.
    private static readonly string[] s_deathWords = ["closed the monitor", "process exited while connecting to monitor"];

    /// <summary>Null: the words say nothing of the kind.</summary>
    /// <param name="said">libvirt's words.</param>
    /// <param name="hostName">Name of the KvmHost.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="host">The host after the failure; null: not known.</param>
    public static MachineFault? Read(string said, string hostName, LustreMachine machine, HostInventory? host)
    {
        bool locksMemory = machine.Spec.Networks.Any(network => network.Device is not null);
        MachineFault? shortage = host is null ? null
            : MemoryShortage.OfHugepages(machine, host) ?? (locksMemory ? MemoryShortage.OfOrdinary(machine, host) : null);
        if (shortage is not null && (Mentions(said, s_memoryWords) || Mentions(said, s_deathWords)))
        {
            return shortage with { Message = $"{shortage.Message} (libvirt: {said})" };
        }

        foreach ((string[] words, string reason, string advice) in s_known)
        {
            if (Mentions(said, words))
            {
                return new MachineFault(reason, $"{said}. {advice}{(advice.Length > 0 ? "; see" : "See")} `kubectl lustre hosts {hostName}`");
            }
        }

        return Mentions(said, s_memoryWords)
            ? new MachineFault(
                machine.Spec.Memory.Hugepages is null ? MachineReasons.InsufficientMemory : MachineReasons.InsufficientHugepages,
                $"{said}. Host {hostName} had too few free pages on the NUMA node; look at `virsh freepages --all` and KvmHost.spec.memory.reserved")
            : null;
    }

    private static bool Mentions(string text, string[] words) => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
