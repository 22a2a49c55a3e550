using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LustreOperator.Kubernetes;

/// <summary>
/// The one meter and the one activity source of this library. Instruments have controller-runtime's names, so that its dashboards work.
/// </summary>
public sealed class KubernetesMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "LustreOperator.Kubernetes";

    /// <summary>The result of a reconcile that failed.</summary>
    internal const string Failed = "error";

    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    private readonly ConcurrentDictionary<string, LoopState> _loops = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<bool>> _leases = new(StringComparer.Ordinal);
    private readonly Meter _meter;
    private readonly ActivitySource _activities = new(Name);
    private readonly UpDownCounter<int> _depth;
    private readonly Counter<long> _adds;
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _queueTime;
    private readonly Histogram<double> _workTime;
    private readonly Counter<long> _reconciles;
    private readonly Counter<long> _reconcileErrors;
    private readonly Histogram<double> _reconcileTime;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _requestTime;
    private readonly Counter<long> _watches;
    private readonly Counter<long> _droppedEvents;

    /// <summary>Begins to count.</summary>
    /// <param name="factory">Makes the meter of one host process of several in one process; null: one that is nobody's.</param>
    public KubernetesMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(Name) ?? new Meter(Name);
        _depth = _meter.CreateUpDownCounter<int>("workqueue_depth", description: "Keys ready for a worker");
        _adds = _meter.CreateCounter<long>("workqueue_adds_total", description: "Keys added");
        _retries = _meter.CreateCounter<long>("workqueue_retries_total", description: "Keys added again after a failure");
        _queueTime = Seconds("workqueue_queue_duration_seconds", "Time from ready to taken");
        _workTime = Seconds("workqueue_work_duration_seconds", "Time from taken to done");
        _reconciles = _meter.CreateCounter<long>("controller_runtime_reconcile_total", description: "Reconciles by result");
        _reconcileTime = Seconds("controller_runtime_reconcile_time_seconds", "Time of a reconcile");
        _reconcileErrors = _meter.CreateCounter<long>("controller_runtime_reconcile_errors_total", description: "Reconciles that failed");
        _requests = _meter.CreateCounter<long>("rest_client_requests_total", description: "Requests to the API server by code and method");
        _requestTime = Seconds("rest_client_request_duration_seconds", "Time of a request without watches");
        _watches = _meter.CreateCounter<long>("reflector_connections_total", description: "Lists and watches started, by kind");
        _droppedEvents = _meter.CreateCounter<long>("event_recorder_dropped_total", description: "Events that were not sent");
        OfLoops("controller_runtime_max_concurrent_reconciles", "controller", null, "Workers that there are", loop => loop.Workers);
        OfLoops("controller_runtime_active_workers", "controller", null, "Workers that reconcile now", loop => loop.Busy().Count);
        OfLoops(
            "workqueue_unfinished_work_seconds", "name", "s", "Time since taken of all keys in work, together",
            loop => loop.Busy().Sum(busy => busy.TotalSeconds));
        OfLoops(
            "workqueue_longest_running_processor_seconds", "name", "s", "Time since taken of the key that is in work longest",
            loop => loop.Busy().Select(busy => busy.TotalSeconds).DefaultIfEmpty().Max());
        _meter.CreateObservableGauge(
            "leader_election_master_status",
            () => _leases.Select(lease => new Measurement<int>(lease.Value() ? 1 : 0, new KeyValuePair<string, object?>("name", lease.Key))),
            description: "1 while this process holds the Lease, 0 while it waits for it");
    }

    public void Dispose()
    {
        _meter.Dispose();
        _activities.Dispose();
    }

    internal Activity? StartReconcile(string controller, string key)
    {
        Activity? activity = _activities.StartActivity($"reconcile {controller}", ActivityKind.Consumer);
        activity?.SetTag("controller", controller);
        activity?.SetTag("key", key);
        return activity;
    }

    /// <summary>A loop works from now on.</summary>
    /// <param name="loop">Its name.</param>
    /// <param name="workers">How many keys it works on at once.</param>
    /// <param name="busy">How long each worker that has a key has had it.</param>
    internal void LoopStarted(string loop, int workers, Func<IReadOnlyList<TimeSpan>> busy)
    {
        _reconcileErrors.Add(0, new KeyValuePair<string, object?>("controller", loop));
        _loops[loop] = new LoopState(workers, busy);
    }

    internal void LoopEnded(string loop) => _loops.TryRemove(loop, out _);

    /// <summary>This process wants a Lease.</summary>
    internal void LeaseWanted(string lease, Func<bool> isHeld) => _leases[lease] = isHeld;

    internal void LeaseGivenUp(string lease) => _leases.TryRemove(lease, out _);

    internal void QueueAdded(string queue) => _adds.Add(1, new KeyValuePair<string, object?>("name", queue));

    internal void QueueReady(string queue) => _depth.Add(1, new KeyValuePair<string, object?>("name", queue));

    internal void QueueRetry(string queue) => _retries.Add(1, new KeyValuePair<string, object?>("name", queue));

    internal void QueueTaken(string queue, TimeSpan waited)
    {
        _depth.Add(-1, new KeyValuePair<string, object?>("name", queue));
        _queueTime.Record(waited.TotalSeconds, new KeyValuePair<string, object?>("name", queue));
    }

    internal void Reconciled(string controller, string result, TimeSpan took)
    {
        KeyValuePair<string, object?> name = new("controller", controller);
        _reconciles.Add(1, name, new KeyValuePair<string, object?>("result", result));
        if (result == Failed)
        {
            _reconcileErrors.Add(1, name);
        }

        _reconcileTime.Record(took.TotalSeconds, name);
        _workTime.Record(took.TotalSeconds, new KeyValuePair<string, object?>("name", controller));
    }

    internal void Requested(string method, string code, TimeSpan? took)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("code", code), new KeyValuePair<string, object?>("method", method));
        if (took is { } time)
        {
            _requestTime.Record(time.TotalSeconds, new KeyValuePair<string, object?>("verb", method));
        }
    }

    internal void Connected(string kind, string verb) =>
        _watches.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("verb", verb));

    internal void EventDropped() => _droppedEvents.Add(1);

    private void OfLoops(string name, string label, string? unit, string description, Func<LoopState, double> value) => _meter.CreateObservableGauge(
        name, () => _loops.Select(loop => new Measurement<double>(value(loop.Value), new KeyValuePair<string, object?>(label, loop.Key))), unit, description);

    private Histogram<double> Seconds(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, tags: null, s_seconds);

    private sealed record LoopState(int Workers, Func<IReadOnlyList<TimeSpan>> Busy);
}
