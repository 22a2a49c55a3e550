using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Why a domain did not start: what it needs of the host and the host has not, by what is there now. Pure.</summary>
internal static class StartFaults
{
    // QEMU's own words, which nobody translates.
    private static readonly string[] s_memoryWords = ["backing store for guest RAM", "cannot set up guest memory", "Cannot allocate memory"];

    /// <summary>Null: neither the host nor libvirt tells.</summary>
    /// <param name="fault">How the start failed.</param>
    /// <param name="now">The machine, with the host as it is after the failure.</param>
    public static MachineFault? Read(LibvirtException fault, MachineLook now)
    {
        DomainDefinition? needed = now.Needed is null ? null : DomainTemplate.Definition(now.Needed, now.Observed);
        DomainDevice[] devices = needed is null ? [] : [.. DeviceComparison.All(needed)];
        return DeviceFaults.LockedMemory(fault, now) ?? Shortage(fault, now) ?? DeviceFaults.Read(fault, now, devices) ?? Memory(fault, now.Machine);
    }

    // The kernel kills a QEMU that cannot have its memory, and libvirt knows no more than that it is gone. For lack of ordinary memory it kills only
    // one whose memory is locked in place.
    private static MachineFault? Shortage(LibvirtException fault, MachineLook now)
    {
        bool locksMemory = now.Machine.Spec.Networks.Any(network => network.Device is not null);
        MachineFault? shortage = now.Observed.Host is not { } host
            || !(fault is { Kind: LibvirtErrorKind.Other, Domain: LibvirtErrorDomain.Qemu } || IsOfMemory(fault))
            ? null
            : MemoryShortage.OfHugepages(now.Machine, host) ?? (locksMemory ? MemoryShortage.OfOrdinary(now.Machine, host) : null);
        return shortage is null ? null : shortage with { Message = $"{shortage.Message} (libvirt: {fault.Message})" };
    }

    private static MachineFault? Memory(LibvirtException fault, LustreMachine machine) => !IsOfMemory(fault) ? null : new(
        machine.Spec.Memory.Hugepages is null ? MachineReasons.InsufficientMemory : MachineReasons.InsufficientHugepages,
        $"{fault.Message}. Host {machine.Spec.Host} had too few free pages on the NUMA node; look at `virsh freepages --all` and "
        + "KvmHost.spec.memory.reserved");

    private static bool IsOfMemory(LibvirtException fault) =>
        fault.Errno == Errno.NoMemory || s_memoryWords.Any(word => fault.Message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
