using System.Collections.Concurrent;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;
using LustreOperator.Resources;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Operator;

/// <summary>
/// Observe, plan, claim what the plan takes, act, and say what is. Workers do it for several clusters at once, and for one cluster never twice at once. What was
/// claimed is given up when it is written, or refused; where nobody knows (no answer came, or the object was there already), the next plan of the cluster takes its place.
/// </summary>
internal sealed partial class ClusterReconciler(
    OperatorStores stores,
    FleetLedger ledger,
    ClusterObserver observer,
    ClusterExecutor executor,
    ClusterStatusWriter status,
    PlacementBackoff backoff,
    EventRecorder events,
    OperatorMetrics metrics,
    TimeProvider time,
    ILogger<ClusterReconciler> log)
{
    /// <summary>So many writes of one cluster are under way at once.</summary>
    private const int StepsAtOnce = 16;

    /// <summary>So often a plan is made again because another worker took some of it, before others get the worker.</summary>
    private const int MaxPlans = 5;

    /// <summary>Then the cluster is looked at again after this.</summary>
    private static readonly TimeSpan s_afterLosing = TimeSpan.FromMilliseconds(100);

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        for (int plans = 0; plans < MaxPlans; plans++)
        {
            ClusterObservation observed = observer.Observe(key);
            long? generation = observed.Cluster?.Metadata.Generation;
            (PlacementFailure Failure, TimeSpan For)? wait = backoff.Find(key, generation);
            ClusterPlan plan = ClusterPlanner.Plan(observed with { Unplaced = wait?.Failure }, metrics.Place, cancel);
            if (ledger.TryClaim(key, [.. plan.Claims], observed.Fleet, plan.IsWaiting))
            {
                if (wait is null || plan.Unplaced is null)
                {
                    backoff.Note(key, generation, plan.Unplaced);
                }

                await ActAsync(key, observed.Cluster, plan, cancel);
                return wait is { } rest && plan.Unplaced is not null ? ReconcileResult.RequeueAfter(rest.For) : ReconcileResult.Done;
            }
        }

        return ReconcileResult.RequeueAfter(s_afterLosing);
    }

    /// <summary>Says on the cluster that its reconcile failed in a way that nobody foresaw: its summary must not stay as it was.</summary>
    public async Task TellFailureAsync(ObjectKey key, Exception failure, CancellationToken cancel)
    {
        if (stores.Clusters.Get(key) is { } cluster)
        {
            string message = $"the operator failed on this cluster, which it did not foresee; it tries again: {failure.GetType().Name}: {failure.Message}";
            Condition? before = cluster.Status?.Conditions.Find(ConditionTypes.Ready);
            if (before?.Reason != ConditionReasons.UnexpectedFault || before.Message != message)
            {
                events.Record(ObjectReference.To(ApiResources.Clusters, cluster), EventType.Warning, ConditionReasons.UnexpectedFault, message);
            }

            await status.WriteAsync(cluster, ClusterStatusBuilder.Failed(cluster, ConditionReasons.UnexpectedFault, message, time.GetUtcNow()), cancel);
        }
    }

    private async Task ActAsync(ObjectKey key, LustreCluster? cluster, ClusterPlan plan, CancellationToken cancel)
    {
        foreach (IReadOnlyList<ClusterAction> steps in Batches(plan.Actions))
        {
            // Steps of one batch are about different objects: what is refused for one stops none of the others, but what follows.
            StepRefusedException[] refused = await RunAsync(key, cluster, steps, cancel);
            if (refused.Length > 0 && refused.All(refusal => IsAnswer(refusal.Refusal) && !IsStale(refusal.Step, refusal.Refusal)))
            {
                ledger.Release(key);
            }

            if (refused.FirstOrDefault(refusal => !IsStale(refusal.Step, refusal.Refusal)) is { } told)
            {
                await WriteAsync(key, plan, $"the API server refused to {told.Step.Describe()}: {told.Refusal.Message}", cancel);
                throw told.Refusal;
            }

            if (refused.Length > 0)
            {
                throw refused[0].Refusal;
            }
        }

        ledger.Release(key);
        await WriteAsync(key, plan, null, cancel);
        if (plan.IsSearchCutShort && cluster is not null)
        {
            events.Record(ObjectReference.To(ApiResources.Clusters, cluster), EventType.Normal, "PlacementCutShort", string.Join("; ", plan.Notes));
        }
    }

    private async Task<StepRefusedException[]> RunAsync(ObjectKey key, LustreCluster? cluster, IReadOnlyList<ClusterAction> steps, CancellationToken cancel)
    {
        ConcurrentQueue<StepRefusedException> refused = new();
        ConcurrentQueue<ClusterAction> done = new();
        await Parallel.ForEachAsync(steps, new ParallelOptions { MaxDegreeOfParallelism = StepsAtOnce, CancellationToken = cancel }, async (action, _) =>
        {
            try
            {
                // Not by the token of the batch: what was begun ends, and is seen by the next plan.
                await executor.ExecuteAsync(action, stores.Clusters.Get(key), cancel);
                done.Enqueue(action);
            }
            catch (KubernetesStatusException refusal)
            {
                refused.Enqueue(new StepRefusedException(action, refusal));
            }
        });
        Tell(cluster, key, [.. steps.Where(done.Contains)]);
        return [.. refused];
    }

    // Steps of one kind are about different objects; the kinds follow each other as planned.
    private static IEnumerable<IReadOnlyList<ClusterAction>> Batches(IReadOnlyList<ClusterAction> actions)
    {
        for (int start = 0, end; start < actions.Count; start = end)
        {
            end = start + 1;
            while (end < actions.Count && actions[end].GetType() == actions[start].GetType())
            {
                end++;
            }

            yield return [.. actions.Skip(start).Take(end - start)];
        }
    }

    // The server has said no. After an error of its own the object may be there all the same.
    private static bool IsAnswer(KubernetesStatusException refusal) => refusal.Code is >= 400 and < 500;

    // The object has changed since it was looked at. A failed test of a JSON patch comes as Invalid without causes; a schema's or a
    // policy's refusal has them.
    private static bool IsStale(ClusterAction step, KubernetesStatusException refusal) =>
        refusal.IsConflict || refusal.IsAlreadyExists || (refusal.IsNotFound && step is not CreateMachine)
        || (refusal is { IsInvalid: true, Causes.Count: 0 } && step is UpdateMachine);

    private async Task WriteAsync(ObjectKey key, ClusterPlan plan, string? refusal, CancellationToken cancel)
    {
        // After the steps: what was written is in the stores already.
        if (stores.Clusters.Get(key) is { } cluster)
        {
            LustreClusterStatus now = ClusterStatusBuilder.Build(cluster, stores.MachinesOf(key), plan, refusal, time.GetUtcNow());
            if (await status.WriteAsync(cluster, now, cancel))
            {
                TellConditions(cluster, now);
            }
        }
    }

    // Machines that are made together are told of together.
    private void Tell(LustreCluster? cluster, ObjectKey key, ClusterAction[] done)
    {
        foreach (ClusterAction action in done)
        {
            LogAction(key, action.Describe());
            if (cluster is not null && action.Reason is { } reason && action is not CreateMachine)
            {
                events.Record(ObjectReference.To(ApiResources.Clusters, cluster), EventType.Normal, reason, action.Describe());
            }
        }

        CreateMachine[] created = [.. done.OfType<CreateMachine>()];
        if (cluster is not null && created.Length > 0)
        {
            string text = created.Length == 1 ? created[0].Describe()
                : $"create {created.Length} machines: {string.Join(", ", created.Select(create => $"{create.Machine.Metadata.Name} on {create.Machine.Spec.Host}"))}";
            events.Record(ObjectReference.To(ApiResources.Clusters, cluster), EventType.Normal, created[0].Reason!, text);
        }
    }

    // An Event for each condition that people wait for or must do something about, when it comes and when its words change.
    private void TellConditions(LustreCluster cluster, LustreClusterStatus now)
    {
        foreach (Condition condition in now.Conditions)
        {
            Condition? before = cluster.Status?.Conditions.Find(condition.Type);
            bool isNews = before?.Status != condition.Status || (condition.Status != ConditionStatus.True && before?.Message != condition.Message);
            EventType? type = (condition.Type, condition.Status) switch
            {
                // While machines are being made, not all are there: that is no fault.
                (ClusterConditionTypes.Placed, ConditionStatus.False) when condition.Reason == ClusterReasons.MachinesNotReady => null,
                (ClusterConditionTypes.Accepted or ClusterConditionTypes.Placed, ConditionStatus.False) => EventType.Warning,
                (ConditionTypes.Ready, ConditionStatus.True) => EventType.Normal,
                _ => null,
            };
            if (isNews && type is { } found)
            {
                events.Record(ObjectReference.To(ApiResources.Clusters, cluster), found, condition.Reason, condition.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Cluster}: {Action}")]
    private partial void LogAction(ObjectKey cluster, string action);
}
