using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
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
    HostFacts facts,
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
            hostLock.Report(new MachineFault(ConditionReasons.HostMissing, $"KvmHost {name} does not exist; run `kubectl lustre host add {name}`"));
            Say($"KvmHost {name} does not exist; run `kubectl lustre host add {name}`");
            return ReconcileResult.RequeueAfter(options.ResyncPeriod);
        }

        KvmHostStatus now;
        try
        {
            HostInventory found = await inventory.ReadAsync(cancel);
            string? uuid = found.Capabilities.HostUuid?.ToString();
            if (host.Status?.HostUuid is { } known && known != uuid)
            {
                string message = $"libvirt at {options.LibvirtUri} is host {uuid}, but KvmHost {name} stands for host {known}. Correct the URI; "
                    + "or, if the hardware was replaced, remove the KvmHost and add it anew";
                hostLock.Report(new MachineFault(ConditionReasons.HostUuidMismatch, message));
                now = HostStatusBuilder.Unavailable(host, ConditionReasons.HostUuidMismatch, message, time.GetUtcNow());
                Tell(host, ConditionReasons.HostUuidMismatch, message);
            }
            else
            {
                bool wasLocked = hostLock.Problem is not null;
                hostLock.Report(null);
                if (wasLocked)
                {
                    BecameUsable?.Invoke(this, EventArgs.Empty);
                }

                Say(null);
                (found, IReadOnlyList<MachineFault> faults) = await virtualFunctions.RunAsync(host, found, cancel);
                DataVolumeList kept = await volumes.ReadAsync(found, machines.List(), host.Status, cancel);
                now = HostStatusBuilder.Build(host, found, machines.List(), faults, options.Version, time.GetUtcNow(), kept);
                TellRefusals(host, now);
            }
        }
        catch (Exception fault) when (fault is LibvirtException or IOException)
        {
            facts.Forget();
            (string reason, string message) = fault is LibvirtException
                ? (ConditionReasons.LibvirtUnreachable, $"{fault.Message}. Machines on the host keep running; nothing is known of them until libvirt answers")
                : (ConditionReasons.HostFilesUnreadable, $"{fault.Message}. Machines on the host keep running; nothing is done until it can be seen what the host uses");
            now = HostStatusBuilder.Unavailable(host, reason, message, time.GetUtcNow());
            hostLock.Report(new MachineFault(reason, message));
            Tell(host, reason, message);
            await status.WriteAsync(host, now, cancel);
            throw new HostLockedException(message);
        }

        await status.WriteAsync(host, now, cancel);
        return ReconcileResult.Done;
    }

    private void Tell(KvmHost host, string reason, string message)
    {
        // A state is told once, not at every look.
        Say(message);
        if (host.Status?.Conditions.Find(ConditionTypes.Ready) is { } before && before.Reason == reason && before.Message == message)
        {
            return;
        }

        events.Record(ObjectReference.To(AgentResources.Hosts, host), EventType.Warning, reason, message);
    }

    // What of the admin's wishes cannot be had is told when it begins to be so.
    private void TellRefusals(KvmHost host, KvmHostStatus now)
    {
        foreach (Condition condition in now.Conditions.Where(condition =>
            condition is { Type: ConditionTypes.DevicesAsListed or ConditionTypes.VirtualFunctionsReady or ConditionTypes.VolumesReady, Status: ConditionStatus.False }
            && host.Status?.Conditions.Find(condition.Type)?.Message != condition.Message))
        {
            events.Record(ObjectReference.To(AgentResources.Hosts, host), EventType.Warning, condition.Reason, condition.Message);
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
