using System.Collections.Immutable;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What was seen of the storage pools of a machine, besides its own volumes.</summary>
internal sealed record StorageSight
{
    public static StorageSight None { get; } = new();

    /// <summary>The pools that its disks are in, or were.</summary>
    public ImmutableDictionary<string, StoragePool> Pools { get; init; } = ImmutableDictionary<string, StoragePool>.Empty;

    /// <summary>Pools whose volumes cannot be looked at, and why; nothing is known of their volumes.</summary>
    public ImmutableDictionary<string, PoolFault> Faults { get; init; } = ImmutableDictionary<string, PoolFault>.Empty;

    /// <summary>
    /// Where a disk is still to be made or attached: the other volumes of its pool that earlier machines of the same name made, or that stand on one that a
    /// disk names.
    /// </summary>
    public IReadOnlyList<StorageVolume> Others { get; init; } = [];

    /// <summary>Who has a volume that a disk names and that is no disk of the machine's domain yet: another domain or machine of the host, in words.</summary>
    public ImmutableDictionary<VolumeSource, string> Holders { get; init; } = ImmutableDictionary<VolumeSource, string>.Empty;
}

/// <summary>Why the volumes of a pool cannot be looked at.</summary>
/// <param name="Fault">For the user.</param>
/// <param name="IsAbsent">Whether the host has no pool of the name: then there is nothing to wait for.</param>
internal sealed record PoolFault(MachineFault Fault, bool IsAbsent = false);
