using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Reads from libvirt what a plan for one machine needs.</summary>
/// <param name="hypervisor">The host's libvirt.</param>
/// <param name="facts">What the host is.</param>
/// <param name="inventory">What it has.</param>
/// <param name="power">When this process last started and stopped domains.</param>
/// <param name="detaches">When it last asked guests to let go of devices.</param>
/// <param name="hostSpec">What the admin says of the host now; null: nothing is known.</param>
/// <param name="machinesOnHost">The machines of the host now.</param>
internal sealed class MachineObserver(
    IHypervisor hypervisor,
    HostFacts facts,
    InventoryCache inventory,
    PowerHistory power,
    DetachHistory detaches,
    Func<KvmHostSpec?> hostSpec,
    Func<IEnumerable<LustreMachine>> machinesOnHost)
{
    public async Task<MachineObservation> ObserveAsync(LustreMachine machine, CancellationToken cancel)
    {
        DomainSnapshot? domain = await FindAsync(machine, cancel);
        HostInventory? host = DependsOnHost(machine, domain) ? await inventory.FreshAsync(cancel) : inventory.Last;
        var observed = new MachineObservation
        {
            Machine = machine,
            DomainType = await facts.DomainTypeAsync(cancel),
            Domain = domain,
            Host = host,
            HostSpec = hostSpec(),
            DetachesAsked = detaches.Of(machine.Metadata.Uid!, Keys(domain)),
            Conflict = AllocationClaims.ConflictOf(machine, machinesOnHost(), host),
            StartDelay = power.StartDelay(machine.Metadata.Uid!),
        };
        observed = observed with
        {
            Volumes = await VolumesAsync(observed, cancel),
            SinceShutdown = power.SinceShutdown(machine.Metadata.Uid!, observed.IsStopping),
            NeedsReset = power.NeedsReset(machine.Metadata.Uid!, domain?.State == DomainState.Paused),
        };
        IReadOnlyList<string> jobs = await JobsAsync(observed, cancel);
        return observed with { Jobs = jobs, SinceJobs = power.SinceJobs(machine.Metadata.Uid!, jobs.Count > 0) };
    }

    // By the mark, which makes a domain ours: it has the machine's UUID unless it was taken over, and any name that somebody gave it. Only what is not
    // found at once is looked for among all.
    private async Task<DomainSnapshot?> FindAsync(LustreMachine machine, CancellationToken cancel)
    {
        bool IsOwn(DomainSnapshot? domain) => domain?.Owner?.MachineUid == machine.Metadata.Uid;
        DomainSnapshot? same = null;
        foreach (string? text in new[] { machine.Metadata.Uid, machine.Status?.Domain?.Uuid }.Distinct())
        {
            if (Guid.TryParse(text, out Guid uuid) && await hypervisor.FindDomainAsync(uuid, cancel) is { } found)
            {
                if (IsOwn(found))
                {
                    return found;
                }

                same = text == machine.Metadata.Uid ? found : same;
            }
        }

        DomainSummary? marked = (await hypervisor.ListDomainsAsync(cancel)).FirstOrDefault(domain => domain.OwnerUid == machine.Metadata.Uid);
        return (marked is null ? null : await hypervisor.FindDomainAsync(marked.Uuid, cancel))
            ?? same
            ?? await hypervisor.FindDomainAsync(DomainTemplate.DomainName(machine), cancel);
    }

    // Asked for only before something that would break them: it waits for whoever has the domain.
    private async Task<IReadOnlyList<string>> JobsAsync(MachineObservation observed, CancellationToken cancel)
    {
        if (observed is not { OwnsDomain: true, Domain: { IsActive: true } domain })
        {
            return [];
        }

        return GuestPauses.Of(domain) == GuestPause.AtWork ? [domain.StateReason]
            : MachinePlanner.Plan(observed).Actions.Any(action => action.Disturbs) ? await hypervisor.ListDomainJobsAsync(domain.Identity.Uuid, cancel)
            : [];
    }

    // Whether a plan may be about giving the machine functions or huge pages of the host, or about giving them back.
    private static bool DependsOnHost(LustreMachine machine, DomainSnapshot? domain)
    {
        string[] wanted = [.. machine.Spec.DeviceAddresses()];
        bool asks = wanted.Length > 0 || machine.Spec.Memory.Hugepages is not null;
        DomainDefinition? live = domain?.Live?.Definition;
        return domain?.Inactive?.Definition.Owner?.Parked.Count > 0
            || (live is null
                ? asks && machine.Spec.PowerState == PowerState.Running && machine.Metadata.DeletionTimestamp is null
                : wanted.Any(address => live.HostDevices.All(device => device.Address.ToString() != address)));
    }

    private static string[] Keys(DomainSnapshot? domain) => domain?.Live?.Definition is { } live
        ? [.. live.HostDevices.Select(device => device.Key), .. live.Interfaces.Select(device => device.Key)]
        : [];

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
