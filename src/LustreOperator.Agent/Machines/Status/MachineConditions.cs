using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The conditions of a machine, each from what was read back. Pure. HostReachable is the operator's and is not among them.</summary>
internal static class MachineConditions
{
    public static IEnumerable<Condition> Of(
        MachineObservation observed, LustreMachineStatus status, MachineFault? fault, IReadOnlyList<DomainDifference> differences)
    {
        DomainSnapshot? domain = observed.OwnsDomain ? observed.Domain : null;
        bool runs = domain is { IsActive: true };
        DomainDifference[] pins = [.. differences.Where(difference => difference.IsPin)];
        DomainDifference[] devices = [.. differences.Where(difference => difference.IsDevice)];
        DomainDifference[] lasting = [.. differences.Where(difference => difference.IsLasting)];
        long generation = observed.Machine.Metadata.Generation ?? 0;
        Condition[] conditions =
        [
            Ready(observed, domain, fault, pins, devices),
            Sync(MachineConditionTypes.PinsInSync, runs, pins, $"{status.Pins} vCPUs are where they should be"),
            Sync(MachineConditionTypes.DevicesInSync, runs, devices, "disks, network interfaces and host devices are as wanted" + Parked(status)),
            Volumes(observed, status),
            NumaLocal(runs, status),
            RestartRequired(observed, runs, lasting),
            Released(observed),
            .. ChangedByHand(differences),
        ];
        return conditions.Select(condition => condition with { ObservedGeneration = generation });
    }

    private static Condition Ready(
        MachineObservation observed, DomainSnapshot? domain, MachineFault? fault, DomainDifference[] pins, DomainDifference[] devices)
    {
        bool wantsRunning = observed.Machine.Spec.PowerState == PowerState.Running && !observed.IsDeleted;
        (ConditionStatus status, string reason, string message) = (fault, domain) switch
        {
            ({ Reason: ConditionReasons.LibvirtUnreachable }, _) => (ConditionStatus.Unknown, fault.Reason, fault.Message),
            ({ }, _) => (ConditionStatus.False, fault.Reason, fault.Message),
            (_, { IsActive: true }) when observed.Jobs.Count > 0
                && (!wantsRunning || domain.State != DomainState.Running || observed.IsRestarting || pins.Length + devices.Length > 0) =>
                (ConditionStatus.False, MachineReasons.JobUnderWay, MachinePlanner.JobText(observed)),
            (_, { IsActive: true }) when !wantsRunning =>
                (ConditionStatus.False, MachineReasons.ShuttingDown, "the guest was asked to shut down"),
            (_, { State: DomainState.Running }) when observed.IsRestarting && !observed.Machine.Spec.Paused =>
                (ConditionStatus.False, MachineReasons.ShuttingDown, "it restarts"),
            (_, { State: DomainState.Running }) when pins.Length + devices.Length > 0 =>
                (ConditionStatus.False, Obstacle(devices) ?? MachineReasons.Drifted, string.Join("; ", pins.Concat(devices))),
            (_, { State: DomainState.Running }) => (ConditionStatus.True, MachineReasons.Running, $"domain {domain.Identity.Name} runs"),
            (_, { IsActive: true }) =>
                (ConditionStatus.False, MachineReasons.Drifted, $"domain {domain.Identity.Name} is {MachineStatusBuilder.StateText(domain.State)}"),
            _ when !wantsRunning => (ConditionStatus.False, ConditionReasons.PoweredOff, "the machine is off, as wanted"),
            (_, { }) when observed.StartDelay > TimeSpan.Zero =>
                (ConditionStatus.False, MachineReasons.CrashLoopBackOff, "the domain keeps stopping soon after its start; the next start waits"),
            (_, { }) when !PowerPlanner.ShouldStart(observed) =>
                (ConditionStatus.False, MachineReasons.StoppedByGuest,
                    $"the domain stopped ({domain.StateReason}) and restartPolicy {observed.Machine.Spec.RestartPolicy} leaves it off"),
            _ => (ConditionStatus.False, MachineReasons.Starting, "the domain is being defined or started"),
        };
        return new Condition { Type = ConditionTypes.Ready, Status = status, Reason = reason, Message = message };
    }

    private static Condition Sync(string type, bool runs, DomainDifference[] differences, string inSync) => new()
    {
        Type = type,
        Status = !runs ? ConditionStatus.Unknown : differences.Length == 0 ? ConditionStatus.True : ConditionStatus.False,
        Reason = !runs ? MachineReasons.NotRunning : differences.Length == 0 ? ConditionReasons.InSync : MachineReasons.Drifted,
        Message = !runs ? "the domain does not run" : differences.Length == 0 ? inSync : string.Join("; ", differences.AsEnumerable()),
    };

    // There only while there is something to tell.
    private static IEnumerable<Condition> ChangedByHand(IReadOnlyList<DomainDifference> differences)
    {
        DomainDifference[] left = [.. differences.Where(difference => difference.LeftAlone is not (null or MachineReasons.DiskMoved))];
        return left.Length == 0 ? [] :
        [
            new Condition
            {
                Type = MachineConditionTypes.ChangedByHand,
                Status = ConditionStatus.True,
                Reason = left[0].LeftAlone!,
                Message = $"somebody changed the domain; it is left so and served on: {string.Join("; ", left.AsEnumerable())}",
            },
        ];
    }

    private static Condition Volumes(MachineObservation observed, LustreMachineStatus status)
    {
        MachineFault? fault = VolumeFault(observed);
        return new Condition
        {
            Type = ConditionTypes.VolumesReady,
            Status = fault is null ? ConditionStatus.True : ConditionStatus.False,
            Reason = fault?.Reason ?? ConditionReasons.VolumesFound,
            Message = fault?.Message ?? (status.Volumes.Count == 0 ? "there are no volumes" : $"{string.Join(", ", status.Volumes)}"),
        };
    }

    // Beside what runs: a pool that is stopped under a guest does not stop the guest.
    private static MachineFault? VolumeFault(MachineObservation observed)
    {
        if (observed.IsDeleted || (observed.Domain is not null && !observed.OwnsDomain))
        {
            return observed.Storage.Faults.OrderBy(fault => fault.Key, StringComparer.Ordinal).FirstOrDefault().Value?.Fault;
        }

        VolumePlan volumes = VolumePlanner.Plan(observed);
        return volumes.Fault ?? volumes.Unseen;
    }

    private static string? Obstacle(DomainDifference[] differences) => differences.Select(difference => difference.Obstacle ?? difference.LeftAlone).FirstOrDefault(obstacle => obstacle is not null);

    private static string Parked(LustreMachineStatus status) => status.ParkedDevices.Count == 0
        ? ""
        : $"; {string.Join(", ", status.ParkedDevices)} of the same IOMMU group {(status.ParkedDevices.Count == 1 ? "is" : "are")} parked while it runs";

    private static Condition NumaLocal(bool runs, LustreMachineStatus status) => new()
    {
        Type = MachineConditionTypes.NumaLocal,
        Status = !runs ? ConditionStatus.Unknown : status.LocalityPercent == 100 ? ConditionStatus.True : ConditionStatus.False,
        Reason = !runs ? MachineReasons.NotRunning : status.LocalityPercent == 100 ? MachineReasons.OneNode : MachineReasons.SeveralNodes,
        Message = runs ? $"{status.LocalityPercent} % of vCPUs, memory and devices are on one NUMA node (uses {status.Numa})" : "the domain does not run",
    };

    // Stays while the restart that it announced is under way, so that a killed agent goes on with it.
    private static Condition RestartRequired(MachineObservation observed, bool runs, DomainDifference[] lasting)
    {
        bool wantsRunning = observed.Machine.Spec.PowerState == PowerState.Running && !observed.IsDeleted;
        if (!runs && wantsRunning && observed.IsRestarting && observed.Machine.Status?.Conditions.Find(MachineConditionTypes.RestartRequired) is { } announced)
        {
            return announced;
        }

        string advice = observed.Machine.Spec.Paused ? "it waits until the cluster is no longer paused"
            : observed.Machine.Spec.UpdatePolicy == UpdatePolicy.Restart || observed.IsRestarting ? "it restarts now"
            : "restart it, or set the cluster's updatePolicy to Restart";
        return new Condition
        {
            Type = MachineConditionTypes.RestartRequired,
            Status = lasting.Length > 0 && wantsRunning ? ConditionStatus.True : ConditionStatus.False,
            Reason = lasting.Length > 0 && wantsRunning ? Obstacle(lasting) ?? MachineReasons.ChangePending : MachineReasons.NoChangePending,
            Message = lasting.Length > 0 && wantsRunning
                ? $"{string.Join(", ", lasting.AsEnumerable())} takes effect at the next start; {advice}"
                : "no change waits for a restart",
        };
    }

    private static Condition Released(MachineObservation observed) => new()
    {
        Type = MachineConditionTypes.Released,
        Status = ReleasePlanner.IsReleased(observed) ? ConditionStatus.True : ConditionStatus.False,
        Reason = ReleasePlanner.IsReleased(observed) ? MachineReasons.HostReleased : MachineReasons.InUse,
        Message = ReleasePlanner.IsReleased(observed)
            ? "domain, devices and volumes without data are gone from the host"
            : "the host holds the machine's domain or volumes, or will",
    };
}
