using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What is wrong with a storage pool, and what to do about it. Pure.</summary>
internal static class PoolFaults
{
    /// <summary>A host has no pool of the name.</summary>
    public static MachineFault Missing(string pool, string host) => new(
        ConditionReasons.StoragePoolMissing,
        $"storage pool {pool} on host {host} does not exist; make it (virsh pool-define-as {pool} dir --target DIR, virsh pool-start {pool}) "
        + "or name another in disks[].pool");

    /// <summary>A pool is there and stopped.</summary>
    public static MachineFault Stopped(string pool, string host) =>
        new(ConditionReasons.StoragePoolMissing, $"storage pool {pool} on host {host} is not active; start it: virsh pool-start {pool}");

    /// <summary>A pool that was active a moment ago does not answer.</summary>
    public static MachineFault Unreadable(string pool, string host, Exception fault) =>
        fault is LibvirtException { Kind: LibvirtErrorKind.OperationInvalid }
            ? Stopped(pool, host)
            : new(ConditionReasons.StoragePoolMissing, $"storage pool {pool} on host {host} cannot be looked at: {fault.Message}");

    /// <summary>The first of some pools that is not there or stopped; null: none, or it is not known.</summary>
    public static MachineFault? Find(HostInventory? seen, string host, IEnumerable<string> pools) => seen is null ? null : pools.Distinct()
        .Select(name => seen.StoragePools.FirstOrDefault(pool => pool.Name == name) switch
        {
            null => seen.Unreadable.Count == 0 ? Missing(name, host) : null,
            { IsActive: false } => Stopped(name, host),
            _ => null,
        })
        .FirstOrDefault(fault => fault is not null);
}
