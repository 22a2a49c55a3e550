using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What a failure of libvirt means to the user, and what to do about it. Pure.</summary>
internal static class FaultReader
{
    /// <summary>The fault.</summary>
    /// <param name="action">The step that failed; null: reading did.</param>
    /// <param name="fault">How.</param>
    /// <param name="machine">The machine that it was for.</param>
    /// <param name="now">The host after the failure; null: not known.</param>
    public static MachineFault Read(MachineAction? action, LibvirtException fault, LustreMachine machine, HostInventory? now)
    {
        string host = machine.Spec.Host;
        string said = fault.Message;
        return (fault.Kind, action) switch
        {
            (LibvirtErrorKind.Unreachable or LibvirtErrorKind.ConnectionLost or LibvirtErrorKind.Timeout or LibvirtErrorKind.LibraryMissing or LibvirtErrorKind.Busy, _) =>
                new(ConditionReasons.LibvirtUnreachable, $"{said}. Nothing is known of the machine until libvirt on host {host} answers"),
            (LibvirtErrorKind.NoStorageVolume, CreateVolume { Volume.Base: { } origin }) =>
                new(MachineReasons.BaseVolumeMissing,
                    $"volume {origin.Name} is not in storage pool {origin.Pool} of host {host}; upload it (virsh vol-upload) or correct disks[].base"),
            (LibvirtErrorKind.NoStoragePool, CreateVolume create) => PoolMissing(create.Volume.Pool, host),
            (LibvirtErrorKind.OperationInvalid, CreateVolume create) when Mentions(said, "not active") => PoolStopped(create.Volume.Pool, host),
            (LibvirtErrorKind.OperationInvalid, _) when Mentions(said, "storage pool") && Mentions(said, "not active") =>
                new(ConditionReasons.StoragePoolMissing, $"{said}. Start it on host {host}: virsh pool-start NAME"),
            (_, CreateVolume create) =>
                new(MachineReasons.LibvirtError, $"could not {create.Describe()} on host {host}: {said}"),
            (LibvirtErrorKind.DomainExists, DefineDomain define) =>
                new(MachineReasons.NameConflict, $"domain {define.Definition.Name} on host {host} is not ours and is left alone: {said}"),
            (LibvirtErrorKind.NoNetwork, _) => NetworkMissing(said, host),
            (_, StartDomain or AttachDevice) when Mentions(said, "network") && Mentions(said, "not active") => NetworkMissing(said, host),
            (_, StartDomain or AttachDevice) when Mentions(said, "Cannot get interface") || Mentions(said, "bridge") => NetworkMissing(said, host),
            (_, StartDomain or AttachDevice or ParkFunction) when StartFaults.Read(said, host, machine, now) is { } known => known,
            (_, null) => new(MachineReasons.LibvirtError, $"libvirt on host {host}: {said}"),
            _ => new(MachineReasons.LibvirtError, $"could not {action.Describe()} on host {host}: {said}"),
        };
    }

    /// <summary>A host has no pool of the name.</summary>
    public static MachineFault PoolMissing(string pool, string host) => new(
        ConditionReasons.StoragePoolMissing,
        $"storage pool {pool} on host {host} does not exist; make it (virsh pool-define-as {pool} dir --target DIR, virsh pool-start {pool}) "
        + "or name another in disks[].pool");

    /// <summary>A pool is there and stopped.</summary>
    public static MachineFault PoolStopped(string pool, string host) => new(
        ConditionReasons.StoragePoolMissing, $"storage pool {pool} on host {host} is not active; start it: virsh pool-start {pool}");

    /// <summary>A pool does not answer, for a reason that has no word of its own.</summary>
    public static MachineFault PoolUnreadable(string pool, string host, string said) => Mentions(said, "not active") ? PoolStopped(pool, host) : new(
        ConditionReasons.StoragePoolMissing, $"storage pool {pool} on host {host} cannot be looked at: {said}");

    private static MachineFault NetworkMissing(string said, string host) => new(
        MachineReasons.NetworkMissing,
        $"{said}. Make the network or bridge on host {host} (virsh net-start NAME, ip link) or name another in spec.networks");

    private static bool Mentions(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
