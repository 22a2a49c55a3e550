using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using LustreOperator.Resources;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Agent;

/// <summary>
/// Looks, plans and acts for one machine of this host at a time, and says what is: once, at the end, however the round ended.
/// </summary>
internal sealed partial class MachineReconciler(
    AgentOptions options,
    Store<LustreMachine> machines,
    MachineSurvey survey,
    MachineHands hands,
    InventoryCache inventory,
    StatusWriter status,
    EventRecorder events,
    AgentMetrics metrics,
    HostLock hostLock,
    TimeProvider time,
    ILogger<MachineReconciler> log)
{
    /// <summary>Volumes are made in one round and attached in the next. One that needs more does not see what it has made.</summary>
    private const int MaxRounds = 2;

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        // An object that is not there is no instruction: only one with a deletion timestamp releases a domain.
        if (machines.Get(key) is not { } machine || machine.Spec.Host != options.Host)
        {
            return ReconcileResult.Done;
        }

        var round = new Round { Machine = machine };
        try
        {
            await ServeAsync(round, cancel);
        }
        catch (Exception failure) when (IsOfMachine(failure, cancel))
        {
            await ExplainAsync(round, failure, cancel);
        }

        await EndAsync(round, cancel);
        return round.Failure is null ? round.Next : throw round.Failure;
    }

    /// <summary>
    /// Says on the machine that its reconcile was not done in time, or failed before it could say anything itself: one such object stops itself
    /// alone, and its user is told.
    /// </summary>
    public async Task TellFailureAsync(ObjectKey key, Exception failure, CancellationToken cancel)
    {
        if (machines.Get(key) is { } machine && machine.Spec.Host == options.Host)
        {
            await EndAsync(new Round { Machine = machine, Fault = Unforeseen(failure) }, cancel);
        }
    }

    private async Task ServeAsync(Round round, CancellationToken cancel)
    {
        if (hostLock.Problem is { } problem)
        {
            round.Fault = hostLock.Fault;
            round.IsToldByHost = true;
            round.Failure = new HostLockedException(problem);
            return;
        }

        if (round.Machine.Unreadable is { } unreadable)
        {
            if (round.Machine.Metadata.DeletionTimestamp is null)
            {
                round.Fault = new MachineFault(
                    ConditionReasons.Unreadable, $"the domain is left as it is, because something of the object cannot be read: {unreadable}");
                return;
            }

            // What cannot be read may be the wish that a disk is kept.
            LustreMachineSpec spec = round.Machine.Spec;
            IReadOnlyList<DiskSpec> kept = [.. spec.Disks.Select(disk => disk with { ReclaimPolicy = ReclaimPolicy.Retain })];
            round.Machine = round.Machine with { Spec = spec with { Disks = kept } };
        }

        await ActAsync(round, cancel);
        if (round.StartBegan is { } began && round.Plan!.Look.Observed.Domain?.State == DomainState.Running)
        {
            metrics.Started(time.GetElapsedTime(began));
        }
    }

    private async Task ActAsync(Round round, CancellationToken cancel)
    {
        MachinePlan plan;
        int rounds = 0;
        do
        {
            plan = await survey.PlanAsync(round.Machine, cancel);
            round.Found = round.Plan is null && plan.Actions.Count > 0 ? plan.Differences : round.Found;
            (round.Plan, round.Acted) = (plan, plan);
            foreach (MachineAction action in plan.Actions)
            {
                round.Step = action;
                round.StartBegan = action is StartDomain ? time.GetTimestamp() : round.StartBegan;
                hostLock.ThrowIfLost();
                await hands.ExecuteAsync(action, round.Machine.Metadata.Uid!, cancel);
                round.Done.Add(action);
                Tell(round.Machine, action);
            }

            round.Step = null;
        }
        while (plan.GoesOn && ++rounds < MaxRounds);

        // Where nothing was done, what was seen before is what is.
        round.Plan = plan.Actions.Count > 0 ? await survey.PlanAsync(round.Machine, cancel) : plan;
        if (plan.GoesOn)
        {
            round.Fault = new MachineFault(
                ConditionReasons.UnexpectedFault,
                $"what was done {MaxRounds} times does not show on host {round.Machine.Spec.Host}: "
                + $"{string.Join(", ", plan.Actions.Select(action => action.Describe()))}; look at libvirt there. It is tried again, less and less often");
            round.Failure = new MachineFaultException(round.Fault);
        }

        round.Next = (plan.LookAgainAfter ?? round.Plan.LookAgainAfter) is { } delay ? ReconcileResult.RequeueAfter(delay)
            : ReconcileResult.Done;
    }

    // What ends with its caller, and what the API server or another agent has to do with, is not the machine's.
    private static bool IsOfMachine(Exception failure, CancellationToken cancel) =>
        failure is not (KubernetesException or HostLockedException) && !(failure is OperationCanceledException && cancel.IsCancellationRequested);

    private async Task ExplainAsync(Round round, Exception failure, CancellationToken cancel)
    {
        round.Fault = failure is LibvirtException fault
            ? await ReadAsync(round, fault, cancel)
            : Unforeseen(failure);
        round.Failure = new MachineFaultException(round.Fault, failure);
        if (failure is not LibvirtException)
        {
            LogUnforeseen(failure, round.Machine.Metadata.Namespace, round.Machine.Metadata.Name);
        }

        // After a failed step what is may have changed. What cannot be read again is said as it was last seen; where libvirt does not answer, or what
        // failed is not known, nothing new is said.
        if (failure is not LibvirtException || round.Fault.Reason == ConditionReasons.LibvirtUnreachable)
        {
            round.Plan = null;
        }

        try
        {
            round.Plan = round.Plan is null ? null : await survey.PlanAsync(round.Machine, cancel);
        }
        catch (Exception unforeseen) when (IsOfMachine(unforeseen, cancel) && unforeseen is not (LibvirtException or IOException))
        {
            LogUnforeseen(unforeseen, round.Machine.Metadata.Namespace, round.Machine.Metadata.Name);
        }
        catch (Exception unreadable) when (IsOfMachine(unreadable, cancel))
        {
            LogUnreadable(round.Machine.Metadata.Namespace, round.Machine.Metadata.Name, unreadable.Message);
        }
    }

    private static MachineFault Unforeseen(Exception failure) =>
        new(ConditionReasons.UnexpectedFault, $"{failure.GetType().Name}: {failure.Message}");

    // A step that failed is explained by what the host has.
    private async Task<MachineFault> ReadAsync(Round round, LibvirtException fault, CancellationToken cancel)
    {
        if (round is not { Step: { } step, Plan.Look: { } look } || VolumeObserver.IsOfConnection(fault.Kind))
        {
            return FaultReader.Read(fault, round.Machine.Spec.Host);
        }

        HostInventory? host = null;
        try
        {
            host = await inventory.FreshAsync(cancel);
        }
        catch (Exception unreadable) when (unreadable is LibvirtException or IOException)
        {
            LogUnreadable(round.Machine.Metadata.Namespace, round.Machine.Metadata.Name, unreadable.Message);
        }

        return FaultReader.Read(step, fault, look with { Observed = look.Observed with { Host = host } });
    }

    /// <summary>The one place where a machine's status is written, and what stands in its way told.</summary>
    private async Task EndAsync(Round round, CancellationToken cancel)
    {
        // The store may have a newer status than the object that this round began with.
        MachineFault? fault = round.Fault ?? round.Plan?.Fault;
        if ((fault is null && (round.Plan is null || IsAwaited(round.Machine)))
            || machines.Get(ApiResources.Machines.KeyOf(round.Machine)) is not { } latest || latest.Metadata.Uid != round.Machine.Metadata.Uid)
        {
            return;
        }

        LustreMachineStatus now = round.Plan is { } plan
            ? MachineStatusBuilder.Build(plan, round.Acted!, round.Fault, latest.Status?.Conditions)
            : MachineStatusBuilder.Unreadable(latest, fault!, time.GetUtcNow());
        await status.WriteAsync(latest, now, cancel);
        metrics.Drifted(MachineDrift.Of(round.Machine, round.Found, round.Done, round.Plan?.Differences));
        if (!round.IsToldByHost)
        {
            Tell(round, fault);
        }
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
            events.Record(ObjectReference.To(ApiResources.Machines, machine), told.Type, told.Reason, told.Message);
        }
    }

    private void Tell(Round round, MachineFault? fault)
    {
        var machine = ObjectReference.To(ApiResources.Machines, round.Machine);
        LustreMachineStatus? before = round.Machine.Status;
        IEnumerable<MachineFault> beside = (round.Plan?.Phases ?? []).Select(phase => phase.Beside).OfType<MachineFault>();
        foreach (MachineFault begun in MachineEvents.Begun(before?.Conditions, fault, beside))
        {
            events.Record(machine, EventType.Warning, begun.Reason, begun.Message);
        }

        foreach (DomainDifference change in MachineEvents.NewByHand(before, round.Plan?.Differences ?? []))
        {
            events.Record(machine, EventType.Warning, change.LeftAlone!, $"changed by somebody else, left so: {change}");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Namespace}/{Machine}: {Action}")]
    private partial void LogAction(string? @namespace, string machine, string action);

    [LoggerMessage(2, LogLevel.Debug, "{Namespace}/{Machine}: cannot be read after a failed step: {Problem}")]
    private partial void LogUnreadable(string? @namespace, string machine, string problem);

    [LoggerMessage(3, LogLevel.Error, "{Namespace}/{Machine}: failed in a way that nobody foresaw")]
    private partial void LogUnforeseen(Exception failure, string? @namespace, string machine);

    /// <summary>What happens in one reconcile.</summary>
    private sealed class Round
    {
        public required LustreMachine Machine { get; set; }

        /// <summary>The plan of the last look; null: nothing could be seen.</summary>
        public MachinePlan? Plan { get; set; }

        /// <summary>The last plan whose steps were begun, by which the spec is taken in or not; null: there was none.</summary>
        public MachinePlan? Acted { get; set; }

        /// <summary>What differed before the first steps; empty when no step was planned.</summary>
        public IReadOnlyList<DomainDifference> Found { get; set; } = [];

        public List<MachineAction> Done { get; } = [];

        /// <summary>The step that is being done; null: none.</summary>
        public MachineAction? Step { get; set; }

        /// <summary>When the last start began; null: there was none.</summary>
        public long? StartBegan { get; set; }

        /// <summary>What failed, in the user's terms; null: nothing, or nothing that is the machine's.</summary>
        public MachineFault? Fault { get; set; }

        /// <summary>Whether an Event of the host tells of the fault.</summary>
        public bool IsToldByHost { get; set; }

        /// <summary>What the loop is to be told: the key comes back with a growing delay; null: it is done.</summary>
        public Exception? Failure { get; set; }

        public ReconcileResult Next { get; set; } = ReconcileResult.Done;
    }
}
