using System.Collections.Concurrent;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
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
        var round = new Round { Key = key };
        try
        {
            await ServeAsync(round, cancel);
        }
        catch (Exception failure) when (IsOfCluster(failure, cancel))
        {
            LogUnforeseen(failure, key);
            round.Fault = Unforeseen(failure);
            round.Failure = new ClusterFaultException(round.Fault, failure);
        }

        await EndAsync(round, cancel);
        return round.Failure is null ? round.Next : throw round.Failure;
    }

    /// <summary>Says on the cluster that its reconcile was not done in time, or failed before it could say so itself: its summary must not stay as it was.</summary>
    public Task TellFailureAsync(ObjectKey key, Exception failure, CancellationToken cancel) =>
        EndAsync(new Round { Key = key, Fault = Unforeseen(failure) }, cancel);

    private async Task ServeAsync(Round round, CancellationToken cancel)
    {
        for (int plans = 0; plans < MaxPlans; plans++)
        {
            ClusterPlan plan = ClusterPlanner.Plan(hands.Observe(round.Key), metrics.Place, cancel);
            if (ledger.TryClaim(round.Key, [.. plan.Claims], plan.Look.Observed.Fleet, plan.IsWaiting))
            {
                hands.Begin(plan);
                round.Plan = plan;
                round.Next = plan.LookAgainAfter is { } delay ? ReconcileResult.RequeueAfter(delay) : ReconcileResult.Done;
                await ActAsync(round, plan, cancel);
                return;
            }
        }

        LogLost(round.Key, MaxPlans, s_afterLosing.TotalMilliseconds);
        round.Next = ReconcileResult.RequeueAfter(s_afterLosing);
    }

    private async Task ActAsync(Round round, ClusterPlan plan, CancellationToken cancel)
    {
        foreach (IReadOnlyList<ClusterAction> steps in Batches(plan.Actions))
        {
            // Steps of one batch are about different objects: what is refused for one stops none of the others, but what follows.
            StepRefusal[] refused = await RunAsync(plan, steps, cancel);
            if (refused.Length == 0)
            {
                continue;
            }

            if (refused.All(refusal => refusal.IsAnswer && !refusal.IsStale))
            {
                ledger.Release(round.Key);
            }

            if (refused.FirstOrDefault(refusal => !refusal.IsStale) is not { } told)
            {
                // The plan is of what was: nothing is said of it.
                throw refused[0].Refusal;
            }

            round.Refusal = new ClusterFault(ClusterReasons.MachinesNotReady, $"the API server refused to {told.Step.Describe()}: {told.Refusal.Message}");
            round.Failure = told.Refusal;
            return;
        }

        ledger.Release(round.Key);
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

    // What ends with its caller, and what the API server says or does not say, is not the cluster's.
    private static bool IsOfCluster(Exception failure, CancellationToken cancel) =>
        failure is not KubernetesException && !(failure is OperationCanceledException && cancel.IsCancellationRequested);

    private static ClusterFault Unforeseen(Exception failure) => new(
        ConditionReasons.UnexpectedFault,
        $"the operator failed on this cluster, which it did not foresee; it tries again: {failure.GetType().Name}: {failure.Message}");

    /// <summary>The one place where a cluster's status is written, from what the stores have now: own writes are in them.</summary>
    private async Task EndAsync(Round round, CancellationToken cancel)
    {
        if ((round.Plan is null && round.Fault is null) || stores.Clusters.Get(round.Key) is not { } latest
            || (round.Plan is { } made && made.Look.Observed.Cluster?.Metadata.Uid != latest.Metadata.Uid))
        {
            return;
        }

        IReadOnlyList<Condition>? before = latest.Status?.Conditions;
        var about = ObjectReference.To(OperatorResources.Clusters, latest);
        if (round.Fault is { } fault)
        {
            LustreClusterStatus failed = ClusterStatusBuilder.Failed(latest.Status, latest.Metadata.Generation ?? 0, fault, time.GetUtcNow());
            if (before.Find(ConditionTypes.Ready) is not { } known || known.Reason != fault.Reason || known.Message != failed.Conditions.Find(ConditionTypes.Ready)!.Message)
            {
                events.Record(about, EventType.Warning, fault.Reason, fault.Message);
            }

            await status.WriteAsync(latest, failed, cancel);
            return;
        }

        (LustreClusterStatus now, IReadOnlyList<ToldCondition> told) =
            ClusterStatusBuilder.Build(round.Plan!, stores.MachinesOf(round.Key), round.Refusal, latest.Status, time.GetUtcNow());
        foreach ((EventType type, Condition condition) in await status.WriteAsync(latest, now, cancel) ? ClusterEvents.Begun(before, now.Conditions, told) : [])
        {
            events.Record(about, type, condition.Reason, condition.Message);
        }

        if (round.Refusal is null && round.Plan!.Phases.Select(phase => phase.NotesReason).FirstOrDefault(reason => reason is not null) is { } noted)
        {
            events.Record(about, EventType.Normal, noted, string.Join("; ", round.Plan.Notes));
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
            events.Record(ObjectReference.To(OperatorResources.Clusters, plan.Look.Cluster), EventType.Normal, reason, message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Cluster}: {Action}")]
    private partial void LogAction(ObjectKey cluster, string action);

    [LoggerMessage(2, LogLevel.Error, "{Cluster}: failed in a way that nobody foresaw")]
    private partial void LogUnforeseen(Exception failure, ObjectKey cluster);

    [LoggerMessage(3, LogLevel.Warning, "{Cluster}: other workers took what it was planned to have {Times} times; it is planned again in {Delay} ms")]
    private partial void LogLost(ObjectKey cluster, int times, double delay);

    /// <summary>What happens in one reconcile.</summary>
    private sealed class Round
    {
        public required ObjectKey Key { get; init; }

        /// <summary>The plan that is carried out; null: there is none yet, or others took what every plan was to have.</summary>
        public ClusterPlan? Plan { get; set; }

        /// <summary>The step that the API server refused; null: none.</summary>
        public ClusterFault? Refusal { get; set; }

        /// <summary>What nobody foresaw; null: nothing.</summary>
        public ClusterFault? Fault { get; set; }

        /// <summary>What the loop is to be told: the key comes back with a growing delay; null: it is done.</summary>
        public Exception? Failure { get; set; }

        public ReconcileResult Next { get; set; } = ReconcileResult.Done;
    }
}
