using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Reads from libvirt what a plan for one machine needs.</summary>
internal sealed class MachineObserver(IHypervisor hypervisor, HostFacts facts, PowerHistory history, Func<IEnumerable<LustreMachine>> machinesOnHost)
{
    public async Task<MachineObservation> ObserveAsync(LustreMachine machine, CancellationToken cancel)
    {
        DomainSnapshot? domain = await hypervisor.FindDomainAsync(DomainTemplate.DomainName(machine), cancel);
        var observed = new MachineObservation
        {
            Machine = machine,
            DomainType = await facts.DomainTypeAsync(cancel),
            Domain = domain,
            Conflict = AllocationClaims.ConflictOf(machine, machinesOnHost()),
            StartDelay = history.StartDelay(machine.Metadata.Uid!),
        };
        return observed with
        {
            Volumes = await VolumesAsync(observed, cancel),
            SinceShutdown = history.SinceShutdown(machine.Metadata.Uid!, observed.IsStopping),
        };
    }

    // A release must find every volume of the machine; else those are enough that its spec or its status names, and a pool may have many.
    private async Task<IReadOnlyList<StorageVolume>> VolumesAsync(MachineObservation observed, CancellationToken cancel)
    {
        LustreMachine machine = observed.Machine;
        HashSet<(string Pool, string Name)> known =
        [
            .. machine.Spec.Disks.Select(disk => (disk.Pool, VolumeNames.Of(machine, disk))),
            .. MachineDisks.VolumesOf(machine, observed.Existing).Select(volume => (volume.Pool, volume.Volume)),
            .. VolumeNames.Reported(machine),
        ];
        List<StorageVolume> volumes = [];
        foreach (IGrouping<string, string> pool in known.GroupBy(volume => volume.Pool, volume => volume.Name).OrderBy(pool => pool.Key, StringComparer.Ordinal))
        {
            try
            {
                volumes.AddRange(machine.Metadata.DeletionTimestamp is null
                    ? await FindAsync(pool.Key, pool, cancel)
                    : (await hypervisor.ListVolumesAsync(pool.Key, cancel)).Where(volume =>
                        VolumeNames.IsOf(machine, volume.Name) || IsHeld(observed, volume)));
            }
            catch (LibvirtException fault) when (fault.Kind == LibvirtErrorKind.NoStoragePool)
            {
                // No pool, no volumes: creating one then says what lacks, and a release has nothing to delete there.
            }
        }

        return volumes;
    }

    private async Task<IReadOnlyList<StorageVolume>> FindAsync(string pool, IEnumerable<string> names, CancellationToken cancel)
    {
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

    // Taken over from an earlier object together with the domain.
    private static bool IsHeld(MachineObservation observed, StorageVolume volume) =>
        MachineDisks.VolumesOf(observed.Machine, observed.Existing).Contains(new VolumeSource(volume.Pool, volume.Name));
}
