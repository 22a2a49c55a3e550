using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Agent;

/// <summary>Gives physical functions the virtual ones that the admin wants, where nobody uses them.</summary>
internal sealed partial class VirtualFunctionMaking(
    Store<LustreMachine> machines,
    InventoryCache inventory,
    VirtualFunctionMaker? maker,
    FunctionGate gate,
    HostLock hostLock,
    EventRecorder events,
    ILogger<VirtualFunctionMaking> log)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Does what can be done, and says what stands in the way of the rest, with the host as it is then.</summary>
    public async Task<(HostInventory Host, IReadOnlyList<MachineFault> Faults)> RunAsync(KvmHost host, HostInventory found, CancellationToken cancel)
    {
        VirtualFunctionPlan plan = VirtualFunctionPlanner.Plan(host, found, machines.List());
        if (plan.Steps.Count == 0)
        {
            return (found, plan.Faults);
        }

        // What was seen before the gate closed may be old: a domain may have been given one of them meanwhile.
        using IDisposable closed = await gate.CloseAsync(cancel);
        found = await inventory.ReadAsync(cancel);
        plan = VirtualFunctionPlanner.Plan(host, found, machines.List());
        List<MachineFault> faults = [.. plan.Faults];
        foreach (MakeVirtualFunctions step in plan.Steps)
        {
            hostLock.ThrowIfLost();
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(s_limit);
                await maker!.MakeAsync(step.PhysicalFunction, step.Count, limit.Token);
                LogStep(step.Describe());
                events.Record(ObjectReference.To(ApiResources.Hosts, host), EventType.Normal, "VirtualFunctionsMade", step.Describe());
            }
            catch (Exception fault) when (fault is VirtualFunctionException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                faults.Add(new(KvmHostReasons.FunctionsRefused, $"could not {step.Describe()}: {fault.Message}"));
            }
        }

        return (await inventory.ReadAsync(cancel), faults);
    }

    [LoggerMessage(1, LogLevel.Information, "{Step}")]
    private partial void LogStep(string step);
}
