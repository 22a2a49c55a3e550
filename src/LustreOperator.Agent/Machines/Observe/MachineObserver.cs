using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Reads from libvirt what a plan for one machine needs.</summary>
/// <param name="hypervisor">The host's libvirt.</param>
/// <param name="facts">What the host is.</param>
/// <param name="inventory">What it has.</param>
/// <param name="power">When this process last started and stopped domains.</param>
/// <param name="detaches">When it last asked guests to let go of devices.</param>
/// <param name="kvmHost">The KvmHost now; null: nothing is known.</param>
/// <param name="machinesOnHost">The machines of the host now.</param>
internal sealed class MachineObserver(
    IHypervisor hypervisor,
    HostFacts facts,
    InventoryCache inventory,
    PowerHistory power,
    DetachHistory detaches,
    Func<KvmHost?> kvmHost,
    Func<IEnumerable<LustreMachine>> machinesOnHost)
{
    private readonly VolumeObserver _volumes = new(hypervisor, machinesOnHost);

    public async Task<MachineObservation> ObserveAsync(LustreMachine machine, CancellationToken cancel)
    {
        DomainSnapshot? domain = await FindAsync(machine, cancel);
        (HostInventory? host, MachineFault? hostFault) = DependsOnHost(machine, domain) ? await HostAsync(machine, cancel) : (inventory.Last, null);
        var observed = new MachineObservation
        {
            Machine = machine,
            DomainType = await facts.DomainTypeAsync(cancel),
            Domain = domain,
            Host = host,
            HostFault = hostFault,
            HostSpec = kvmHost()?.Spec,
            HostStatus = kvmHost()?.Status,
            DetachesAsked = detaches.Of(machine.Metadata.Uid!, Keys(domain)),
            Conflict = AllocationClaims.ConflictOf(machine, machinesOnHost(), host),
            StartDelay = power.StartDelay(machine.Metadata.Uid!),
        };
        (IReadOnlyList<StorageVolume> found, StorageSight storage) = await _volumes.LookAsync(machine, domain, observed.Existing, cancel);
        observed = observed with
        {
            Volumes = found,
            Storage = storage,
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

        try
        {
            return GuestPauses.Of(domain) == GuestPause.AtWork ? [domain.StateReason]
                : MachinePlanner.Plan(observed).Actions.Any(action => action.Disturbs) ? await hypervisor.ListDomainJobsAsync(domain.Identity.Uuid, cancel)
                : [];
        }
        catch (LibvirtException fault) when (!VolumeObserver.IsOfConnection(fault.Kind))
        {
            // What cannot be looked at is not disturbed; pins are put right all the same.
            return [$"a job that cannot be looked at ({fault.Message})"];
        }
    }

    // A host that cannot be looked at gives nothing; the machine's pins, disks and power are seen to all the same.
    private async Task<(HostInventory? Host, MachineFault? Fault)> HostAsync(LustreMachine machine, CancellationToken cancel)
    {
        try
        {
            return (await inventory.FreshAsync(cancel), null);
        }
        catch (Exception fault) when (VolumeObserver.HidesOnlyItself(fault))
        {
            return (null, new MachineFault(MachineReasons.LibvirtError, $"what host {machine.Spec.Host} has cannot be read: {fault.Message}"));
        }
        catch (IOException fault)
        {
            return (null, new MachineFault(ConditionReasons.HostFilesUnreadable, fault.Message));
        }
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
}
