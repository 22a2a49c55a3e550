using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Agent;

/// <summary>Observe, plan, act, and say what is: for one machine of this host at a time.</summary>
internal sealed partial class MachineReconciler(
    AgentOptions options,
    Store<LustreMachine> machines,
    MachineObserver observer,
    MachineExecutor executor,
    InventoryCache inventory,
    StatusWriter status,
    EventRecorder events,
    AgentMetrics metrics,
    HostLock hostLock,
    TimeProvider time,
    ILogger<MachineReconciler> log)
{
    /// <summary>Volumes are made in one round and attached in the next; more goes on with the next look.</summary>
    private const int MaxRounds = 2;

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        // An object that is not there is no instruction: only one with a deletion timestamp releases a domain.
        if (machines.Get(key) is not { } machine || machine.Spec.Host != options.Host)
        {
            return ReconcileResult.Done;
        }

        if (hostLock.Problem is { } problem)
        {
            if (hostLock.Fault is { } hostFault)
            {
                await status.WriteAsync(machine, MachineStatusBuilder.Unreadable(machine, hostFault, time.GetUtcNow()), cancel);
            }

            throw new HostLockedException(problem);
        }

        if (machine.Unreadable is { } unreadable)
        {
            if (machine.Metadata.DeletionTimestamp is null)
            {
                var why = new MachineFault(ConditionReasons.Unreadable, $"the domain is left as it is, because something of the object cannot be read: {unreadable}");
                TellFault(machine, why);
                await status.WriteAsync(machine, MachineStatusBuilder.Unreadable(machine, why, time.GetUtcNow()), cancel);
                return ReconcileResult.Done;
            }

            // What cannot be read may be the wish that a disk is kept.
            machine = machine with { Spec = machine.Spec with { Disks = [.. machine.Spec.Disks.Select(disk => disk with { ReclaimPolicy = ReclaimPolicy.Retain })] } };
        }

        MachineObservation? observed = null;
        MachineAction? step = null;
        long? startBegan = null;
        List<MachineAction> done = [];
        IReadOnlyList<DomainDifference> found = [];
        try
        {
            MachinePlan plan;
            int rounds = 0;
            do
            {
                step = null;
                observed = await observer.ObserveAsync(machine, cancel);
                plan = MachinePlanner.Plan(observed);
                found = rounds == 0 && plan.Actions.Count > 0 ? MachinePlanner.Differences(observed) : found;
                foreach (MachineAction action in plan.Actions)
                {
                    step = action;
                    startBegan = action is StartDomain ? time.GetTimestamp() : startBegan;
                    hostLock.ThrowIfLost();
                    await executor.ExecuteAsync(action, machine.Metadata.Uid!, cancel);
                    done.Add(action);
                    Tell(machine, action);
                }
            }
            while (plan.GoesOn && ++rounds < MaxRounds);

            step = null;
            MachineObservation after = plan.Actions.Count > 0 ? await observer.ObserveAsync(machine, cancel) : observed;
            if (startBegan is { } began && after.Domain?.State == DomainState.Running)
            {
                metrics.Started(time.GetElapsedTime(began));
            }

            LustreMachineStatus? told = await WriteAsync(after, plan.Refusal, cancel);
            metrics.Drifted(MachineDrift.Of(machine, found, done, told?.Drift));
            if (plan.Refusal is { } refusal)
            {
                TellFault(machine, refusal);
            }

            TellHandChanges(machine, after);
            return plan.GoesOn ? ReconcileResult.RequeueAfter(TimeSpan.Zero)
                : plan.LookAgainAfter is { } delay ? ReconcileResult.RequeueAfter(delay)
                : ReconcileResult.Done;
        }
        catch (LibvirtException fault)
        {
            MachineFault why = FaultReader.Read(step, fault, machine, await AfterAsync(step, cancel));
            TellFault(machine, why);
            LustreMachineStatus? told = await WriteFaultAsync(machine, observed, why, cancel);
            metrics.Drifted(MachineDrift.Of(machine, found, done, told?.Drift));
            throw new MachineFaultException(why, fault);
        }
    }

    /// <summary>Says on the machine that its reconcile failed in a way that nobody foresaw: one such object stops itself alone, and its user is told.</summary>
    public async Task TellFailureAsync(ObjectKey key, Exception failure, CancellationToken cancel)
    {
        if (machines.Get(key) is { } machine && machine.Spec.Host == options.Host)
        {
            var why = new MachineFault(ConditionReasons.UnexpectedFault, $"{failure.GetType().Name}: {failure.Message}");
            TellFault(machine, why);
            await status.WriteAsync(machine, MachineStatusBuilder.Unreadable(machine, why, time.GetUtcNow()), cancel);
        }
    }

    // A start that failed is explained by what the host has left.
    private async Task<HostInventory?> AfterAsync(MachineAction? failed, CancellationToken cancel)
    {
        try
        {
            return failed is StartDomain ? await inventory.FreshAsync(cancel) : inventory.Last;
        }
        catch (Exception unreadable) when (unreadable is LibvirtException or IOException)
        {
            return null;
        }
    }

    // What was written of what is; null: nobody knows what is.
    private async Task<LustreMachineStatus?> WriteFaultAsync(LustreMachine machine, MachineObservation? observed, MachineFault fault, CancellationToken cancel)
    {
        // After a failed step what is may have changed; what cannot be read again is said as it was last seen.
        MachineObservation? now = fault.Reason == ConditionReasons.LibvirtUnreachable ? null : observed;
        try
        {
            now = now is null ? null : await observer.ObserveAsync(machine, cancel);
        }
        catch (Exception unreadable) when (unreadable is LibvirtException or IOException)
        {
            LogUnreadable(machine.Metadata.Namespace, machine.Metadata.Name, unreadable.Message);
        }

        if (now is not null && inventory.Last is not null)
        {
            return await WriteAsync(now, fault, cancel);
        }

        await status.WriteAsync(machine, MachineStatusBuilder.Unreadable(machine, fault, time.GetUtcNow()), cancel);
        return null;
    }

    // What was written; null: nothing.
    private async Task<LustreMachineStatus?> WriteAsync(MachineObservation observed, MachineFault? fault, CancellationToken cancel)
    {
        // The store may have a newer status than the object that this round began with.
        ObjectKey key = AgentResources.Machines.KeyOf(observed.Machine);
        if ((fault is null && IsAwaited(observed.Machine)) || machines.Get(key) is not { } latest || latest.Metadata.Uid != observed.Machine.Metadata.Uid)
        {
            return null;
        }

        HostInventory host = inventory.Last ?? await inventory.ReadAsync(cancel);
        LustreMachine judged = observed.Machine with { Status = latest.Status };
        LustreMachineStatus now = MachineStatusBuilder.Build(observed with { Machine = judged }, fault, host, time.GetUtcNow());
        await status.WriteAsync(latest, now, cancel);
        TellVolumes(latest, now);
        return now;
    }

    // One that waits for the rest of its cluster has nothing to tell yet unless something is wrong: its admission follows at once, and then its
    // first status. That saves a write for each machine.
    private static bool IsAwaited(LustreMachine machine) =>
        machine.Status is null && machine.Metadata.DeletionTimestamp is null
        && machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdmittedAnnotation) == "false";

    private void Tell(LustreMachine machine, MachineAction action)
    {
        LogAction(machine.Metadata.Namespace, machine.Metadata.Name, action.Describe());
        if (MachineEvents.Of(machine, action) is { } told)
        {
            events.Record(ObjectReference.To(AgentResources.Machines, machine), told.Type, told.Reason, told.Message);
        }
    }

    // A standing fault is told once, not at every look.
    private void TellFault(LustreMachine machine, MachineFault fault)
    {
        if (machine.Status?.Conditions.Find(ConditionTypes.Ready) is not { } before || before.Reason != fault.Reason || before.Message != fault.Message)
        {
            events.Record(ObjectReference.To(AgentResources.Machines, machine), EventType.Warning, fault.Reason, fault.Message);
        }
    }

    // Told once for each thing that is new, and left alone.
    private void TellHandChanges(LustreMachine machine, MachineObservation observed)
    {
        HashSet<string> known = [.. (machine.Status?.Drift ?? []).Select(entry => $"{entry.Field} {entry.Actual}")];
        DomainDifference[] left = [.. HandChanges.Of(observed).Where(difference => difference.LeftAlone != MachineReasons.DiskMoved)];
        foreach (DomainDifference change in left.Where(change => !known.Contains($"{change.Field} {change.Actual}")))
        {
            string text = $"changed by somebody else, left so: {change}";
            events.Record(ObjectReference.To(AgentResources.Machines, machine), EventType.Warning, change.LeftAlone!, text);
        }
    }

    // What is wrong with a volume beside a machine that is otherwise as wanted is told when it begins.
    private void TellVolumes(LustreMachine before, LustreMachineStatus now)
    {
        if (now.Conditions.Find(ConditionTypes.VolumesReady) is { Status: ConditionStatus.False } volumes
            && before.Status?.Conditions.Find(ConditionTypes.VolumesReady)?.Message != volumes.Message
            && now.Conditions.Find(ConditionTypes.Ready)?.Message != volumes.Message)
        {
            events.Record(ObjectReference.To(AgentResources.Machines, before), EventType.Warning, volumes.Reason, volumes.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Namespace}/{Machine}: {Action}")]
    private partial void LogAction(string? @namespace, string machine, string action);

    [LoggerMessage(2, LogLevel.Debug, "{Namespace}/{Machine}: cannot be read after a failed step: {Problem}")]
    private partial void LogUnreadable(string? @namespace, string machine, string problem);
}
