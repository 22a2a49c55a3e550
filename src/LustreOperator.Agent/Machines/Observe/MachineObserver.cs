using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Reads from libvirt what a plan for one machine needs.</summary>
internal sealed class MachineObserver(IHypervisor hypervisor, HostFacts facts, PowerHistory history, Func<IEnumerable<LustreMachine>> machinesOnHost)
{
    public async Task<MachineObservation> ObserveAsync(LustreMachine machine, CancellationToken cancel)
    {
        DomainSnapshot? domain = await hypervisor.FindDomainAsync(DomainTemplate.DomainName(machine), cancel);
        bool isActive = domain?.IsActive == true;
        return new MachineObservation
        {
            Machine = machine,
            DomainType = await facts.DomainTypeAsync(cancel),
            Domain = domain,
            Volumes = await VolumesAsync(machine, cancel),
            Conflict = AllocationClaims.ConflictOf(machine, machinesOnHost()),
            SinceShutdown = history.SinceShutdown(machine.Metadata.Uid!, isActive),
            StartDelay = history.StartDelay(machine.Metadata.Uid!),
        };
    }

    private async Task<IReadOnlyList<StorageVolume>> VolumesAsync(LustreMachine machine, CancellationToken cancel)
    {
        IEnumerable<string> pools = machine.Spec.Disks.Select(disk => disk.Pool)
            .Union((machine.Status?.Volumes ?? []).Select(volume => volume[..volume.LastIndexOf('/')]));
        List<StorageVolume> volumes = [];
        foreach (string pool in pools.Order(StringComparer.Ordinal))
        {
            try
            {
                volumes.AddRange((await hypervisor.ListVolumesAsync(pool, cancel)).Where(volume => VolumeNames.IsOf(machine, volume.Name)));
            }
            catch (LibvirtException fault) when (fault.Kind == LibvirtErrorKind.NoStoragePool)
            {
                // No pool, no volumes: creating one then says what lacks, and a release has nothing to delete there.
            }
        }

        return volumes;
    }
}
