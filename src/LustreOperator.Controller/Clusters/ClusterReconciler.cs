using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Controller;

/// <summary>Observe, plan, act, and say what is: for one cluster at a time, since placements must see each other.</summary>
internal sealed partial class ClusterReconciler(
    OperatorStores stores,
    ClusterObserver observer,
    ClusterExecutor executor,
    ClusterStatusWriter status,
    PlacementBackoff backoff,
    EventRecorder events,
    TimeProvider time,
    ILogger<ClusterReconciler> log)
{
    /// <summary>So many writes of one cluster are under way at once.</summary>
    private const int StepsAtOnce = 16;

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        ClusterObservation observed = observer.Observe(key);
        long? generation = observed.Cluster?.Metadata.Generation;
        (PlacementFailure Failure, TimeSpan For)? wait = backoff.Find(key, generation);
        ClusterPlan plan = ClusterPlanner.Plan(observed with { Unplaced = wait?.Failure }, cancel);
        if (wait is null || plan.Unplaced is null)
        {
            backoff.Note(key, generation, plan.Unplaced);
        }

        try
        {
            foreach (IReadOnlyList<ClusterAction> steps in Batches(plan.Actions))
            {
                await Parallel.ForEachAsync(steps, new ParallelOptions { MaxDegreeOfParallelism = StepsAtOnce, CancellationToken = cancel }, async (action, _) =>
                {
                    try
                    {
                        // Not by the token of the batch: what was begun beside a step that is refused ends, and is seen by the next plan.
                        await executor.ExecuteAsync(action, stores.Clusters.Get(key), cancel);
                    }
                    catch (KubernetesStatusException refusal)
                    {
                        throw new StepRefusedException(action, refusal);
                    }

                    Tell(observed.Cluster, key, action);
                });
            }
        }
        catch (StepRefusedException refused) when (!IsStale(refused.Step, refused.Refusal))
        {
            await WriteAsync(key, plan, $"the API server refused to {refused.Step.Describe()}: {refused.Refusal.Message}", cancel);
            throw refused.Refusal;
        }
        catch (StepRefusedException stale)
        {
            throw stale.Refusal;
        }

        await WriteAsync(key, plan, null, cancel);
        if (plan.Notes.Count > 0 && observed.Cluster is { } cluster)
        {
            events.Record(ObjectReference.To(OperatorResources.Clusters, cluster), EventType.Normal, "PlacementNoted", string.Join("; ", plan.Notes));
        }

        return wait is { } rest && plan.Unplaced is not null ? ReconcileResult.RequeueAfter(rest.For) : ReconcileResult.Done;
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

    private void Tell(LustreCluster? cluster, ObjectKey key, ClusterAction action)
    {
        LogAction(key, action.Describe());
        if (cluster is not null && action.Reason is { } reason)
        {
            events.Record(ObjectReference.To(OperatorResources.Clusters, cluster), EventType.Normal, reason, action.Describe());
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
                (ConditionTypes.Accepted or ConditionTypes.Placed, ConditionStatus.False) => EventType.Warning,
                (ConditionTypes.Placed or ConditionTypes.Ready, ConditionStatus.True) => EventType.Normal,
                _ => null,
            };
            if (isNews && type is { } found)
            {
                events.Record(ObjectReference.To(OperatorResources.Clusters, cluster), found, condition.Reason, condition.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Cluster}: {Action}")]
    private partial void LogAction(ObjectKey cluster, string action);
}
