using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What is to be done about a machine's volumes, and what stands in the way.</summary>
internal sealed record VolumePlan
{
    /// <summary>Volumes to make. A disk is attached only when its volume was made and read back.</summary>
    public IReadOnlyList<CreateVolume> Steps { get; init; } = [];

    /// <summary>The volumes that new disks can be attached with, by name of the disk.</summary>
    public required IReadOnlyDictionary<string, ReadyVolume> Ready { get; init; }

    /// <summary>Why a disk cannot be had; null: nothing is in the way.</summary>
    public MachineFault? Fault { get; init; }

    /// <summary>Why a volume of a disk that the domain has cannot be seen. What runs goes on; it cannot be started.</summary>
    public MachineFault? Unseen { get; init; }

    /// <summary>Whether every disk of the spec is in the domain or can be.</summary>
    public required bool IsComplete { get; init; }
}

/// <summary>Compares the disks of a machine's spec with the volumes that are there. Pure.</summary>
internal static class VolumePlanner
{
    /// <summary>Most volumes that a message names; the rest are counted.</summary>
    private const int Named = 4;

    public static VolumePlan Plan(MachineObservation observed, IEnumerable<MachineDisk> disks)
    {
        LustreMachine machine = observed.Machine;
        Dictionary<string, DomainDisk> attached = MachineDisks.Existing(machine, observed.Existing);
        DiskSpec[] pending = [.. disks.Where(disk => disk.Place == DiskPlace.New).Select(disk => disk.Spec)];
        List<CreateVolume> steps = [];
        Dictionary<string, ReadyVolume> ready = [];
        MachineFault? fault = Lost(observed, attached.Values);
        foreach (DiskSpec disk in pending)
        {
            StoragePool? pool = observed.Storage.Pools.GetValueOrDefault(disk.Pool);
            var source = new VolumeSource(disk.Pool, VolumeNames.Of(machine, disk, pool?.Type));
            StorageVolume? volume = observed.FindVolume(source);
            MachineFault? obstacle = observed.Storage.Faults.GetValueOrDefault(disk.Pool)?.Fault
                ?? PoolFaultOf(disk, pool, machine.Spec.Host)
                ?? (disk.Volume is not null ? NamedFaultOf(observed, disk, source, volume)
                    : volume is not null ? MadeFaultOf(disk, pool, volume)
                    : BlankFaultOf(observed, disk, source));
            fault ??= obstacle;
            if (obstacle is not null)
            {
                continue;
            }

            if (volume is not null)
            {
                ready[disk.Name] = new ReadyVolume(source, disk.Volume is null ? VolumeNames.Format(disk, pool?.Type) : volume.Format ?? VolumeFormat.Raw);
            }
            else if (disk.Purpose != DiskPurpose.Data || !observed.IsUnadmitted)
            {
                // A machine that may be taken back before it ever ran leaves no blank data volume behind.
                steps.Add(Create(disk, source, pool));
            }
        }

        return new VolumePlan
        {
            Steps = steps,
            Ready = ready,
            Fault = fault,
            Unseen = attached.Values.Select(disk => observed.Storage.Faults.GetValueOrDefault(((VolumeSource)disk.Source).Pool)?.Fault)
                .FirstOrDefault(found => found is not null),
            IsComplete = pending.All(disk => ready.ContainsKey(disk.Name)),
        };
    }

    // A volume that the domain has already was there: if it is not, something is wrong that a blank one would hide.
    private static MachineFault? Lost(MachineObservation observed, IEnumerable<DomainDisk> attached)
    {
        string[] lost =
        [
            .. from disk in attached
               let volume = (VolumeSource)disk.Source
               where !observed.Storage.Faults.ContainsKey(volume.Pool) && !observed.HasVolume(volume)
               select $"volume {volume.Pool}/{volume.Volume}",
        ];
        return lost.Length == 0
            ? null
            : Missing(observed.Machine, string.Join(", ", lost.Take(Named)) + (lost.Length > Named ? $" and {lost.Length - Named} more" : ""));
    }

    private static MachineFault Missing(LustreMachine machine, string lost) => new(
        ConditionReasons.VolumeMissing,
        $"{lost} is a disk of domain {DomainTemplate.DomainName(machine)} on host {machine.Spec.Host} and is not in its storage pool; no blank one takes its "
        + "place. Is the pool's file system mounted (virsh pool-refresh)? If the data is given up, delete this machine");

    private static MachineFault? PoolFaultOf(DiskSpec disk, StoragePool? pool, string host)
    {
        string? lacks = pool switch
        {
            null => null,
            _ when !PoolTypes.CanBeAttached(pool.Type) => "whose volumes libvirt cannot make disks of domains",
            _ when disk.Volume is null && !PoolTypes.MakesVolumes(pool.Type) =>
                "in which no volume can be made under a name of ours; name one that is there in disks[].volume",
            _ when disk is { Volume: null, Base: not null } && !PoolTypes.HoldsFiles(pool.Type) =>
                "which holds raw volumes only, no qcow2 overlay of a base; leave disks[].base out or name a pool of type dir, fs or netfs",
            _ => null,
        };
        return lacks is null
            ? null
            : new MachineFault(MachineReasons.StoragePoolUnfit, $"disk {disk.Name}: storage pool {pool!.Name} of host {host} is of type {pool.Type}, {lacks}");
    }

    private static MachineFault? NamedFaultOf(MachineObservation observed, DiskSpec disk, VolumeSource source, StorageVolume? volume)
    {
        string host = observed.Machine.Spec.Host;
        string name = $"volume {source.Pool}/{source.Volume} of host {host}, which disk {disk.Name} names,";
        string? user = observed.Storage.Holders.GetValueOrDefault(source)
            ?? observed.Storage.Others.FirstOrDefault(other => volume is not null && other.BackingPath == volume.Path) switch
            {
                { } overlay => $"volume {overlay.Pool}/{overlay.Name}, which stands on it",
                null => OtherDiskOf(observed, source),
            };
        return volume switch
        {
            null => new(ConditionReasons.VolumeMissing,
                $"{name} is not there. `kubectl lustre volumes` lists what was kept; for a volume on another host limit the cluster to it by spec.hosts.selector"),
            _ when user is not null => new(ConditionReasons.VolumeInUse, $"{name} is in use: {user} has it. Nothing is taken from it"),
            { Format: null } =>
                new(MachineReasons.VolumeUnfit, $"{name} is of format {volume.FormatName}; only raw and qcow2 can be a disk (qemu-img convert)"),
            { Format: VolumeFormat.Qcow2 } when VolumeName.Parse(source.Volume) is { Purpose: DiskPurpose.Data } => new(
                MachineReasons.VolumeUnfit,
                $"{name} is said by libvirt to be qcow2, which goes by its first bytes: a guest may have written them into a raw volume, to read files of the host "
                + "through them. If it was made with disks[].base, copy it: qemu-img convert -O raw"),
            _ when volume.CapacityBytes < disk.Size.Bytes => new(MachineReasons.VolumeUnfit,
                $"{name} has {Quantity.OfKiB(volume.CapacityBytes >> 10)}, less than the disk's size of {disk.Size}"),
            _ => null,
        };
    }

    private static string? OtherDiskOf(MachineObservation observed, VolumeSource source) =>
        (observed.Domain?.Live?.Definition.Disks ?? []).Concat(observed.Domain?.Inactive?.Definition.Disks ?? [])
            .Any(found => found.Source.Equals(source)) ? $"domain {DomainTemplate.DomainName(observed.Machine)}, by another disk," : null;

    // Made for this disk by this machine, but not yet in the domain.
    private static MachineFault? MadeFaultOf(DiskSpec disk, StoragePool? pool, StorageVolume volume) =>
        disk.Base is not null && volume.Format == VolumeFormat.Raw
        ? new MachineFault(
            MachineReasons.StoragePoolUnfit,
            $"disk {disk.Name}: volume {volume.Pool}/{volume.Name} was made raw, without its base: a pool of type {pool?.Type} holds no qcow2 overlay")
        : null;

    private static MachineFault? BlankFaultOf(MachineObservation observed, DiskSpec disk, VolumeSource source)
    {
        LustreMachine machine = observed.Machine;
        if (VolumeNames.Reported(machine).Contains(source))
        {
            return Missing(machine, $"volume {source.Pool}/{source.Volume}");
        }

        StorageVolume? kept = disk.Purpose == DiskPurpose.Data && disk.IfKept != KeptVolumePolicy.New
            ? observed.Storage.Others.FirstOrDefault(other => other.Pool == disk.Pool && VolumeNames.IsMadeFor(machine, disk.Name, other.Name)
                && VolumeName.Parse(other.Name) is { Purpose: DiskPurpose.Data })
            : null;
        return kept is null
            ? null
            : new MachineFault(
                ConditionReasons.KeptVolumeFound,
                $"disk {disk.Name}: an earlier machine of this name left volume {kept.Pool}/{kept.Name} on host {machine.Spec.Host}; no blank one takes its place. "
                + $"Delete this machine and say in the cluster's spec which it is to be: ifKept: Reuse, ifKept: New, or volume: {kept.Name}");
    }

    private static CreateVolume Create(DiskSpec disk, VolumeSource source, StoragePool? pool) => new(new VolumeDefinition
    {
        Pool = source.Pool,
        Name = source.Volume,
        CapacityBytes = disk.Size.Bytes,
        Format = VolumeNames.Format(disk, pool?.Type),
        Base = disk.Base is { } origin ? new VolumeReference(origin.Pool ?? disk.Pool, origin.Volume) : null,
    });
}
