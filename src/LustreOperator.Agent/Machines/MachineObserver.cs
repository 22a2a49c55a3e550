using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Reads what a plan for one machine needs: its domain and its host, and what each phase looks at besides.</summary>
/// <param name="tools">What it reads with.</param>
/// <param name="hands">The phases' hands.</param>
internal sealed class MachineObserver(MachineTools tools, MachineHands hands)
{
    public async Task<MachineObservation> ObserveAsync(LustreMachine machine, CancellationToken cancel)
    {
        DomainSnapshot? domain = await FindAsync(machine, cancel);
        (HostInventory? host, MachineFault? hostFault) =
            DependsOnHost(machine, domain) ? await HostAsync(machine, cancel) : (tools.Inventory.Last, null);
        var seen = new MachineObservation
        {
            Machine = machine,
            Now = tools.Time.GetUtcNow(),
            DomainType = await tools.Facts.DomainTypeAsync(cancel),
            Domain = domain,
            Host = host,
            HostFault = hostFault,
            Topology = host ?? tools.Inventory.Last,
            HostSpec = tools.KvmHost()?.Spec,
        };
        return await hands.ObserveAsync(seen, cancel);
    }

    /// <summary>What is under way with the machine's domain, and for how long this process has seen such jobs.</summary>
    /// <param name="look">The machine, without it.</param>
    /// <param name="isDisturbed">Whether the next steps would break a job: else none is asked for.</param>
    /// <param name="cancel">Ends the look.</param>
    public async Task<(IReadOnlyList<string> Jobs, TimeSpan Since)> JobsAsync(MachineLook look, bool isDisturbed, CancellationToken cancel)
    {
        IReadOnlyList<string> jobs = look.Active is { } domain ? await JobsAsync(domain, isDisturbed, cancel) : [];
        return (jobs, tools.Power.SinceJobs(look.Machine.Metadata.Uid!, jobs.Count > 0));
    }

    // By the mark, which makes a domain ours: it has the machine's UUID unless it was taken over, and any name that somebody gave it. Only what is not
    // found at once is looked for among all.
    private async Task<DomainSnapshot?> FindAsync(LustreMachine machine, CancellationToken cancel)
    {
        bool IsOwn(DomainSnapshot? domain) => domain?.Mark?.MachineUid == machine.Metadata.Uid;
        DomainSnapshot? same = null;
        Guid? own = Guid.TryParse(machine.Metadata.Uid, out Guid uid) ? uid : null;
        foreach (Guid uuid in new[] { own, machine.Status?.Domain?.Uuid }.OfType<Guid>().Distinct())
        {
            if (await tools.Hypervisor.FindDomainAsync(uuid, cancel) is { } found)
            {
                if (IsOwn(found))
                {
                    return found;
                }

                same = uuid == own ? found : same;
            }
        }

        DomainSummary? marked = (await tools.Hypervisor.ListDomainsAsync(cancel)).FirstOrDefault(domain => domain.OwnerUid == machine.Metadata.Uid);
        return (marked is null ? null : await tools.Hypervisor.FindDomainAsync(marked.Uuid, cancel))
            ?? same
            ?? await tools.Hypervisor.FindDomainAsync(DomainTemplate.DomainName(machine), cancel);
    }

    private async Task<IReadOnlyList<string>> JobsAsync(DomainSnapshot domain, bool isDisturbed, CancellationToken cancel)
    {
        try
        {
            return GuestPauses.Of(domain) == GuestPause.AtWork ? [domain.StateReason]
                : isDisturbed ? await tools.Hypervisor.ListDomainJobsAsync(domain.Identity.Uuid, cancel)
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
            return (await tools.Inventory.FreshAsync(cancel), null);
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
        PciAddress[] wanted = [.. machine.Spec.DeviceAddresses()];
        bool asks = wanted.Length > 0 || machine.Spec.Memory.Hugepages is not null;
        DomainDefinition? live = domain?.Live?.Definition;
        return domain?.Inactive?.Definition.Mark?.Parked.Count > 0
            || (live is null
                ? asks && machine.Spec.PowerState == PowerState.Running && machine.Metadata.DeletionTimestamp is null
                : wanted.Any(address => live.HostDevices.All(device => device.Address != address)));
    }
}
