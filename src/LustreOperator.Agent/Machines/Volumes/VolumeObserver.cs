using System.Collections.Immutable;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Looks at the volumes of one machine. A pool that cannot be looked at hides its own volumes and nothing else.</summary>
/// <param name="hypervisor">The host's libvirt.</param>
/// <param name="machinesOnHost">The machines of the host now.</param>
internal sealed class VolumeObserver(IHypervisor hypervisor, Func<IEnumerable<LustreMachine>> machinesOnHost)
{
    /// <summary>The machine's volumes, and what else of its pools matters to it.</summary>
    /// <exception cref="LibvirtException">The connection is lost: nothing can be looked at.</exception>
    public async Task<(IReadOnlyList<StorageVolume> Volumes, StorageSight Storage)> LookAsync(
        LustreMachine machine, DomainSnapshot? domain, DomainDefinition? existing, CancellationToken cancel)
    {
        bool isDeleted = machine.Metadata.DeletionTimestamp is not null;
        DiskSpec[] pending = isDeleted ? [] : [.. machine.Spec.Disks.Where(disk => MachineDisks.Find(disk.Name, existing) is null)];
        List<StorageVolume> volumes = [];
        List<StorageVolume> others = [];
        StorageSight seen = StorageSight.None;
        foreach (string name in PoolsOf(machine, existing))
        {
            try
            {
                if (await hypervisor.FindStoragePoolAsync(name, cancel) is not { } pool)
                {
                    seen = seen with { Faults = seen.Faults.Add(name, new PoolFault(PoolFaults.Missing(name, machine.Spec.Host), IsAbsent: true)) };
                    continue;
                }

                seen = seen with { Pools = seen.Pools.Add(name, pool) };
                if (!pool.IsActive)
                {
                    seen = seen with { Faults = seen.Faults.Add(name, new PoolFault(PoolFaults.Stopped(name, machine.Spec.Host))) };
                    continue;
                }

                HashSet<string> own = [.. NamesIn(pool, machine, existing)];
                IReadOnlyList<StorageVolume> found = await OwnAsync(pool.Name, machine, own, cancel);
                IReadOnlyList<StorageVolume> beside = await BesideAsync(pool.Name, machine, own, pending, cancel);
                volumes.AddRange(found);
                others.AddRange(beside);
            }
            catch (Exception fault) when (HidesOnlyItself(fault))
            {
                seen = seen with { Faults = seen.Faults.Add(name, new PoolFault(PoolFaults.Unreadable(name, machine.Spec.Host, fault))) };
            }
        }

        // One that is to be taken, or to be deleted, may be somebody else's by now.
        VolumeSource[] named = isDeleted
            ? [.. volumes.Select(volume => new VolumeSource(volume.Pool, volume.Name))]
            : [.. pending.Where(disk => disk.Volume is not null).Select(disk => new VolumeSource(disk.Pool, disk.Volume!))];
        return (volumes, seen with { Others = others, Holders = (await HoldersAsync(machine, domain, named, volumes, cancel)).ToImmutable() });
    }

    private static IEnumerable<string> PoolsOf(LustreMachine machine, DomainDefinition? existing) =>
        machine.Spec.Disks.Select(disk => disk.Pool)
            .Concat(MachineDisks.VolumesOf(machine, existing).Concat(VolumeNames.Reported(machine)).Select(volume => volume.Pool))
            .Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> NamesIn(StoragePool pool, LustreMachine machine, DomainDefinition? existing) =>
        machine.Spec.Disks.Where(disk => disk.Pool == pool.Name).Select(disk => VolumeNames.Of(machine, disk, pool.Type))
            .Concat(MachineDisks.VolumesOf(machine, existing).Concat(VolumeNames.Reported(machine))
                .Where(volume => volume.Pool == pool.Name).Select(volume => volume.Volume));

    // A release must find every volume of the machine; else those are enough that are known of, and a pool may have many.
    private async Task<IReadOnlyList<StorageVolume>> OwnAsync(string pool, LustreMachine machine, HashSet<string> names, CancellationToken cancel)
    {
        if (machine.Metadata.DeletionTimestamp is not null)
        {
            return await hypervisor.ListVolumesAsync(pool, name => VolumeNames.IsOf(machine, name) || names.Contains(name), cancel);
        }

        List<StorageVolume> found = [];
        foreach (string name in names)
        {
            if (await hypervisor.FindVolumeAsync(pool, name, cancel) is { } volume)
            {
                found.Add(volume);
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<StorageVolume>> BesideAsync(
        string pool, LustreMachine machine, HashSet<string> own, DiskSpec[] pending, CancellationToken cancel)
    {
        DiskSpec[] here = [.. pending.Where(disk => disk.Pool == pool && disk.Purpose == DiskPurpose.Data)];
        bool isNamed = here.Any(disk => disk.Volume is not null);
        return here.Length == 0
            ? []
            : await hypervisor.ListVolumesAsync(
                pool, name => !own.Contains(name) && (isNamed || here.Any(disk => VolumeNames.IsMadeFor(machine, disk.Name, name))), cancel);
    }

    private async Task<ImmutableDictionary<VolumeSource, string>.Builder> HoldersAsync(
        LustreMachine machine, DomainSnapshot? domain, VolumeSource[] named, IEnumerable<StorageVolume> volumes, CancellationToken cancel)
    {
        var holders = ImmutableDictionary.CreateBuilder<VolumeSource, string>();
        if (named.Length == 0)
        {
            return holders;
        }

        Dictionary<VolumeSource, string> paths = volumes.ToDictionary(volume => new VolumeSource(volume.Pool, volume.Name), volume => volume.Path);
        IReadOnlyList<DomainSummary> domains;
        try
        {
            domains = await hypervisor.ListDomainsAsync(cancel);
        }
        catch (LibvirtException fault) when (!IsOfConnection(fault.Kind) && machine.Metadata.DeletionTimestamp is null)
        {
            // What nobody knows to be free is not taken; the rest of the machine is seen to.
            holders.AddRange(named.Distinct().Select(volume => KeyValuePair.Create(volume, $"who knows ({fault.Message})")));
            return holders;
        }

        foreach (VolumeSource volume in named)
        {
            string? path = paths.GetValueOrDefault(volume);
            string? holder =
                domains.FirstOrDefault(other => other.Uuid != domain?.Identity.Uuid && other.Images.Any(image => IsOf(image, volume, path))) is { } has
                ? $"domain {has.Name}"
                : machinesOnHost().FirstOrDefault(
                    other => IsEarlier(other, machine) && other.Spec.Disks.Any(disk => IsDiskOf(other, disk, volume))) is { } owner
                    ? $"machine {owner.Metadata.Namespace}/{owner.Metadata.Name}"
                    : null;
            if (holder is not null)
            {
                holders[volume] = holder;
            }
        }

        return holders;
    }

    private static bool IsOf(DiskSource image, VolumeSource volume, string? path) => image switch
    {
        VolumeSource source => source == volume,
        FileSource file => file.Path == path,
        BlockSource block => block.Path == path,
        _ => false,
    };

    private static bool IsDiskOf(LustreMachine machine, DiskSpec disk, VolumeSource volume) =>
        disk.Pool == volume.Pool && (disk.Volume ?? volume.Volume) == volume.Volume
        && (disk.Volume is not null || (VolumeNames.IsOf(machine, volume.Volume) && VolumeName.Parse(volume.Volume)!.Disk == disk.Name));

    // Of two machines that name one volume, the first has it.
    private static bool IsEarlier(LustreMachine other, LustreMachine machine) =>
        other.Metadata.Uid != machine.Metadata.Uid
        && (other.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, other.Metadata.Uid).CompareTo(
            (machine.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, machine.Metadata.Uid)) < 0;

    /// <summary>Whether a failure to read something says nothing of the rest: libvirt refused it, or it is no XML of libvirt's.</summary>
    public static bool HidesOnlyItself(Exception fault) => fault is FormatException || (fault is LibvirtException { Kind: var kind } && !IsOfConnection(kind));

    /// <summary>Whether a failure means that nothing at all can be read.</summary>
    public static bool IsOfConnection(LibvirtErrorKind kind) =>
        kind is LibvirtErrorKind.Unreachable or LibvirtErrorKind.ConnectionLost or LibvirtErrorKind.LibraryMissing;
}
