using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What is known of the volumes of Data disks on the host.</summary>
/// <param name="Volumes">As many as the status has room for, those that were kept first, by pool and name.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Fault">Why some cannot be looked at, which are told as they were last seen; null: all can.</param>
internal sealed record DataVolumeList(IReadOnlyList<HostVolume> Volumes, int Total, MachineFault? Fault);

/// <summary>Lists the volumes of Data disks, in use or not: those that outlive their machines must be known before the machines are gone.</summary>
internal sealed class DataVolumes(IHypervisor hypervisor)
{
    /// <summary>The CRD's maximum of status.dataVolumes.</summary>
    public const int Max = 1024;

    private const int MaxFormat = 32;

    /// <summary>Reads the names of all active pools' volumes, and more of those that are ours.</summary>
    /// <param name="inventory">The host just now.</param>
    /// <param name="machines">Its machines, as far as the agent sees them.</param>
    /// <param name="before">What the status says now.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="LibvirtException">The connection is lost.</exception>
    public async Task<DataVolumeList> ReadAsync(
        HostInventory inventory, IReadOnlyCollection<LustreMachine> machines, KvmHostStatus? before, CancellationToken cancel)
    {
        IReadOnlyList<HostVolume> known = before?.DataVolumes ?? [];
        List<HostVolume> found = [];
        List<string> unseen = [];
        foreach (StoragePool pool in inventory.StoragePools)
        {
            HostVolume[] last = [.. known.Where(volume => volume.Pool == pool.Name)];
            try
            {
                IReadOnlyList<StorageVolume> volumes = pool.IsActive
                    ? await hypervisor.ListVolumesAsync(pool.Name, name => VolumeName.Parse(name) is { Purpose: DiskPurpose.Data }, cancel)
                    : [];
                found.AddRange(pool.IsActive ? volumes.Select(volume => Of(volume, inventory, machines, known)) : last);
                if (!pool.IsActive && last.Length > 0)
                {
                    unseen.Add($"storage pool {pool.Name} is not active; start it: virsh pool-start {pool.Name}");
                }
            }
            catch (Exception fault) when (VolumeObserver.HidesOnlyItself(fault))
            {
                found.AddRange(last);
                unseen.Add($"storage pool {pool.Name}: {fault.Message}");
            }
        }

        return new DataVolumeList(
            [.. Ordered(found).Take(Max)],
            found.Count,
            unseen.Count == 0 ? null : new MachineFault(ConditionReasons.StoragePoolMissing, $"{string.Join("; ", unseen)}. Their volumes are told as they were last seen"));
    }

    /// <summary>The volumes in the order of the status, where a list that is too long loses its end.</summary>
    public static IEnumerable<HostVolume> Ordered(IEnumerable<HostVolume> volumes) => volumes.OrderByDescending(volume => volume.Kept)
        .ThenBy(volume => volume.Pool, StringComparer.Ordinal).ThenBy(volume => volume.Name, StringComparer.Ordinal);

    private static HostVolume Of(StorageVolume volume, HostInventory inventory, IEnumerable<LustreMachine> machines, IEnumerable<HostVolume> known)
    {
        VolumeName name = VolumeName.Parse(volume.Name)!;
        LustreMachine? maker = machines.FirstOrDefault(machine => machine.Metadata.Uid == name.MachineUid);
        HostVolume? last = known.FirstOrDefault(found => found.Pool == volume.Pool && found.Name == volume.Name);
        string? domain = inventory.Domains.FirstOrDefault(domain => domain.Images.Any(image => IsOf(image, volume)))?.Name;
        return new HostVolume
        {
            Pool = volume.Pool,
            Name = volume.Name,
            Capacity = Quantity.OfKiB(volume.CapacityBytes >> 10),
            Format = volume.Format is { } format ? (format == VolumeFormat.Raw ? "raw" : "qcow2")
                : volume.FormatName is { } word ? word[..Math.Min(word.Length, MaxFormat)] : null,
            Namespace = name.Namespace ?? maker?.Metadata.Namespace ?? last?.Namespace,
            Machine = name.Machine ?? maker?.Metadata.Name ?? last?.Machine,
            MachineUid = name.MachineUid,
            Disk = name.Disk,
            Domain = domain,
            Kept = domain is null && !machines.Any(machine => Has(machine, volume, name)),
        };
    }

    private static bool Has(LustreMachine machine, StorageVolume volume, VolumeName name) =>
        machine.Metadata.DeletionTimestamp is null && machine.Spec.Disks.Any(disk => disk.Pool == volume.Pool
            && (disk.Volume is { } named ? named == volume.Name : machine.Metadata.Uid == name.MachineUid && disk.Name == name.Disk));

    private static bool IsOf(DiskSource image, StorageVolume volume) => image switch
    {
        VolumeSource source => source.Pool == volume.Pool && source.Volume == volume.Name,
        FileSource file => file.Path == volume.Path,
        BlockSource block => block.Path == volume.Path,
        _ => false,
    };
}
