using System.Collections.Concurrent;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Operator;

/// <summary>
/// Observe, plan, claim what the plan takes, act, and say what is: once, at the end, however the round ended. Workers do it for several clusters at once, and
/// for one cluster never twice at once. What was claimed is given up when it is written, or refused; where nobody knows (no answer came, or the object was
/// there already), the next plan of the cluster takes its place.
/// </summary>
internal sealed partial class ClusterReconciler(
    OperatorStores stores,
    FleetLedger ledger,
    ClusterHands hands,
    ClusterStatusWriter status,
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
        if (Claim(key, cancel) is not { } plan)
        {
            LogLost(key, MaxPlans, s_afterLosing.TotalMilliseconds);
            return ReconcileResult.RequeueAfter(s_afterLosing);
        }

        hands.Begin(plan);
        StepRefusal? refused = await ActAsync(key, plan, cancel);
        await EndAsync(key, plan, refused?.Fault, cancel);
        return refused is not null ? throw refused.Refusal
            : plan.LookAgainAfter is { } delay ? ReconcileResult.RequeueAfter(delay)
            : ReconcileResult.Done;
    }

    /// <summary>
    /// Says on the cluster that its reconcile was not done in time, or failed in a way that nobody foresaw: its summary must not stay as it was.
    /// </summary>
    public Task TellFailureAsync(ObjectKey key, Exception failure, CancellationToken cancel)
    {
        string words = $"the operator failed on this cluster, which it did not foresee; it tries again: {failure.GetType().Name}: {failure.Message}";
        return EndAsync(key, null, new ClusterFault(ConditionReasons.UnexpectedFault, words), cancel);
    }

    // Null: other workers took some of what every plan was to have.
    private ClusterPlan? Claim(ObjectKey key, CancellationToken cancel)
    {
        for (int plans = 0; plans < MaxPlans; plans++)
        {
            ClusterPlan plan = ClusterPlanner.Plan(ClusterLook.Of(hands.Observe(key), metrics.Place, cancel), ClusterPhases.All);
            if (ledger.TryClaim(key, [.. plan.Claims], plan.Look.Observed.Fleet, plan.IsWaiting))
            {
                return plan;
            }
        }

        return null;
    }

    // Null: all steps are done.
    private async Task<StepRefusal?> ActAsync(ObjectKey key, ClusterPlan plan, CancellationToken cancel)
    {
        foreach (IReadOnlyList<ClusterAction> steps in Batches(plan.Actions))
        {
            // Steps of one batch are about different objects: what is refused for one stops none of the others, but what follows.
            StepRefusal[] refused = await RunAsync(plan, steps, cancel);
            if (refused.Length > 0 && refused.All(refusal => refusal.IsAnswer && !refusal.IsStale))
            {
                ledger.Release(key);
            }

            if (refused.Length > 0)
            {
                // What is stale was planned for what was: nothing is said of it.
                return refused.FirstOrDefault(refusal => !refusal.IsStale) ?? throw refused[0].Refusal;
            }
        }

        ledger.Release(key);
        return null;
    }

    private async Task<StepRefusal[]> RunAsync(ClusterPlan plan, IReadOnlyList<ClusterAction> steps, CancellationToken cancel)
    {
        ConcurrentQueue<StepRefusal> refused = new();
        ConcurrentQueue<ClusterAction> done = new();
        await Parallel.ForEachAsync(steps, new ParallelOptions { MaxDegreeOfParallelism = StepsAtOnce, CancellationToken = cancel }, async (action, _) =>
        {
            try
            {
                // Not by the token of the batch: what was begun ends, and is seen by the next plan.
                await hands.ExecuteAsync(action, cancel);
                done.Enqueue(action);
            }
            catch (KubernetesStatusException refusal)
            {
                refused.Enqueue(new StepRefusal(action, refusal));
            }
        });
        Tell(plan, [.. steps.Where(done.Contains)]);
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

    /// <summary>The one place where a cluster's status is written, from what the stores have now: own writes are in them.</summary>
    /// <param name="key">The cluster.</param>
    /// <param name="plan">The plan that was carried out; null: nobody foresaw what happened, and nothing is known.</param>
    /// <param name="fault">What was refused or not foreseen; null: nothing.</param>
    /// <param name="cancel">Cancels.</param>
    private async Task EndAsync(ObjectKey key, ClusterPlan? plan, ClusterFault? fault, CancellationToken cancel)
    {
        if (stores.Clusters.Get(key) is not { } latest || (plan is not null && plan.Look.Observed.Cluster?.Metadata.Uid != latest.Metadata.Uid))
        {
            return;
        }

        (LustreClusterStatus now, IReadOnlyList<ToldCondition> told) = plan is null
            ? ClusterStatusBuilder.Failed(latest.Status, latest.Metadata.Generation ?? 0, fault!, time.GetUtcNow())
            : ClusterStatusBuilder.Build(plan, stores.MachinesOf(key), fault, latest.Status, time.GetUtcNow());
        (EventType, Condition)[] news = [.. ClusterEvents.Begun(latest.Status?.Conditions, now.Conditions, told)];
        var about = ObjectReference.To(ApiResources.Clusters, latest);

        // What nobody foresaw is told though the status cannot be written.
        Tell(about, plan is null ? news : []);
        bool isWritten = await status.WriteAsync(latest, now, cancel);
        Tell(about, plan is not null && isWritten ? news : []);
        if (fault is null && plan?.Phases.Select(phase => phase.NotesReason).FirstOrDefault(reason => reason is not null) is { } noted)
        {
            events.Record(about, EventType.Normal, noted, string.Join("; ", plan.Notes));
        }
    }

    private void Tell(ObjectReference about, IReadOnlyList<(EventType Type, Condition Condition)> news)
    {
        foreach ((EventType type, Condition condition) in news)
        {
            events.Record(about, type, condition.Reason, condition.Message);
        }
    }

    private void Tell(ClusterPlan plan, IReadOnlyList<ClusterAction> done)
    {
        foreach (ClusterAction action in done)
        {
            LogAction(plan.Look.Observed.Key, action.Describe());
        }

        foreach ((string reason, string message) in plan.Look.Observed.Cluster is null ? [] : ClusterEvents.Of(done))
        {
            events.Record(ObjectReference.To(ApiResources.Clusters, plan.Look.Cluster), EventType.Normal, reason, message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Cluster}: {Action}")]
    private partial void LogAction(ObjectKey cluster, string action);

    [LoggerMessage(2, LogLevel.Warning, "{Cluster}: other workers took what it was planned to have {Times} times; it is planned again in {Delay} ms")]
    private partial void LogLost(ObjectKey cluster, int times, double delay);
}
