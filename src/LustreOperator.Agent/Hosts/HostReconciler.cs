using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using LustreOperator.Resources;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Agent;

/// <summary>Reads the host's inventory and says in KvmHost.status what is there.</summary>
internal sealed partial class HostReconciler(
    AgentOptions options,
    Store<KvmHost> hosts,
    Store<LustreMachine> machines,
    InventoryCache inventory,
    VirtualFunctionMaking virtualFunctions,
    DataVolumes volumes,
    CapabilitiesCache facts,
    HostLock hostLock,
    StatusWriter status,
    EventRecorder events,
    TimeProvider time,
    ILogger<HostReconciler> log)
{
    private string? _lastProblem;

    /// <summary>The machines to look at when the host becomes usable.</summary>
    public event EventHandler? BecameUsable;

    public async Task<ReconcileResult> ReconcileAsync(string name, CancellationToken cancel)
    {
        if (hosts.Get(new ObjectKey("", name)) is not { } host)
        {
            hostLock.Report(new MachineFault(KvmHostReasons.HostMissing, $"KvmHost {name} does not exist; run `kubectl lustre host add {name}`"));
            Say($"KvmHost {name} does not exist; run `kubectl lustre host add {name}`");
            return ReconcileResult.RequeueAfter(options.ResyncPeriod);
        }

        HostInventory found;
        try
        {
            found = await inventory.ReadAsync(cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw await FailAsync(host, fault, cancel);
        }

        Guid? uuid = found.Capabilities.HostUuid;
        if (host.Status?.HostUuid is { } known && known != uuid)
        {
            string message = $"libvirt at {options.LibvirtUri} is host {uuid}, but KvmHost {name} stands for host {known}. Correct the URI; "
                + "or, if the hardware was replaced, remove the KvmHost and add it anew";
            hostLock.Report(new MachineFault(KvmHostReasons.HostUuidMismatch, message));
            await TellAsync(host, KvmHostReasons.HostUuidMismatch, message, libvirtAnswers: false, cancel);
            return ReconcileResult.Done;
        }

        bool wasLocked = hostLock.Problem is not null;
        hostLock.Report(null);
        if (wasLocked)
        {
            BecameUsable?.Invoke(this, EventArgs.Empty);
        }

        Say(null);

        // What cannot be read of the admin's wishes may be about virtual functions: they stay as they are.
        IReadOnlyList<MachineFault> faults = [];
        DataVolumeList kept;
        try
        {
            (found, faults) = host.Unreadable is null ? await virtualFunctions.RunAsync(host, found, cancel) : (found, faults);
            kept = await volumes.ReadAsync(found, machines.List(), host.Status, cancel);
        }
        catch (Exception fault) when (fault is LibvirtException or IOException)
        {
            throw await FailAsync(host, fault, cancel);
        }

        KvmHostStatus now = HostStatusBuilder.Build(host, found, machines.List(), faults, options.Version, time.GetUtcNow(), kept);
        TellRefusals(host, now);
        await status.WriteAsync(host, now, cancel);
        return ReconcileResult.Done;
    }

    /// <summary>Says on the host that looking at it failed in a way that nobody foresaw: its summary must not stay as it was.</summary>
    public async Task TellFailureAsync(string name, Exception failure, CancellationToken cancel)
    {
        if (hosts.Get(new ObjectKey("", name)) is { } host)
        {
            string message = $"the agent failed on this host, which it did not foresee; it tries again: {failure.GetType().Name}: {failure.Message}";
            await TellAsync(host, ConditionReasons.UnexpectedFault, message, libvirtAnswers: true, cancel);
        }
    }

    // Nothing is done on a host that cannot be looked at.
    private async Task<HostLockedException> FailAsync(KvmHost host, Exception fault, CancellationToken cancel)
    {
        facts.Forget();
        (string reason, string message) = fault switch
        {
            LibvirtException =>
                (ConditionReasons.LibvirtUnreachable, $"{fault.Message}. Machines on the host keep running; nothing is known of them until libvirt answers"),
            IOException =>
                (
                    ConditionReasons.HostFilesUnreadable,
                    $"{fault.Message}. Machines on the host keep running; nothing is done until it can be seen what the host uses"),
            _ => (
                ConditionReasons.UnexpectedFault,
                $"the host's inventory cannot be read: {fault.GetType().Name}: {fault.Message}. Machines on the host keep running; nothing is done until it can"),
        };
        hostLock.Report(new MachineFault(reason, message));
        await TellAsync(host, reason, message, libvirtAnswers: fault is not LibvirtException, cancel);
        return new HostLockedException(message);
    }

    private async Task TellAsync(KvmHost host, string reason, string message, bool libvirtAnswers, CancellationToken cancel)
    {
        Tell(host, reason, message);
        await status.WriteAsync(host, HostStatusBuilder.Unavailable(host, reason, message, time.GetUtcNow(), libvirtAnswers), cancel);
    }

    private void Tell(KvmHost host, string reason, string message)
    {
        // A state is told once, not at every look.
        Say(message);
        if (host.Status?.Conditions.Find(ConditionTypes.Ready) is { } before && before.Reason == reason && before.Message == message)
        {
            return;
        }

        events.Record(ObjectReference.To(ApiResources.Hosts, host), EventType.Warning, reason, message);
    }

    // What of the admin's wishes cannot be had, and what of the host cannot be read, is told when it begins to be so.
    private void TellRefusals(KvmHost host, KvmHostStatus now)
    {
        foreach (Condition condition in now.Conditions.Where(condition =>
            condition.Status == ConditionStatus.False
            && (condition.Type is KvmHostConditionTypes.DevicesAsListed or KvmHostConditionTypes.VirtualFunctionsReady or ConditionTypes.VolumesReady
                or KvmHostConditionTypes.InventoryComplete or ConditionTypes.Ready)
            && host.Status?.Conditions.Find(condition.Type)?.Message != condition.Message))
        {
            events.Record(ObjectReference.To(ApiResources.Hosts, host), EventType.Warning, condition.Reason, condition.Message);
        }
    }

    // A state is said once, not at every look.
    private void Say(string? problem)
    {
        if (problem == _lastProblem)
        {
            return;
        }

        _lastProblem = problem;
        if (problem is null)
        {
            LogServing(options.Host, options.LibvirtUri);
        }
        else
        {
            LogProblem(problem);
        }
    }

    [LoggerMessage(20, LogLevel.Information, "serving host {Host} through {Uri}")]
    private partial void LogServing(string host, string uri);

    [LoggerMessage(21, LogLevel.Error, "{Problem}")]
    private partial void LogProblem(string problem);
}
