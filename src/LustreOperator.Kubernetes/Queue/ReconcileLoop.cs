using System.Diagnostics;
using LustreOperator.Hosting;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Workers that take keys from a queue and reconcile them. A failure brings the key back with a doubling delay; success forgets
/// its failures. One key's failure, or its hanging until the time limit, touches no other key.
/// </summary>
public sealed partial class ReconcileLoop<TKey>
    where TKey : notnull
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(5);

    /// <summary>How long telling of a failure may take.</summary>
    private static readonly TimeSpan s_tellLimit = TimeSpan.FromSeconds(30);

    private readonly RateLimitedQueue<TKey> _queue;
    private readonly Func<TKey, CancellationToken, Task<ReconcileResult>> _reconcile;
    private readonly ReconcileLoopOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly KubernetesMetrics? _metrics;
    private readonly Func<TKey, Exception, CancellationToken, Task>? _tell;
    private readonly long[] _busySince;

    /// <summary>A loop, not yet running.</summary>
    /// <param name="queue">Where keys come from.</param>
    /// <param name="reconcile">Does the work for one key.</param>
    /// <param name="options">How many workers, how long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where failures are logged.</param>
    /// <param name="metrics">Counts; null: nobody counts.</param>
    /// <param name="tell">
    /// Says on the key's object that its reconcile failed in a way that nobody foresaw, or was not done within the time limit (a
    /// <see cref="TimeoutException"/>); null: the log alone says it.
    /// </param>
    public ReconcileLoop(
        RateLimitedQueue<TKey> queue,
        Func<TKey, CancellationToken, Task<ReconcileResult>> reconcile,
        ReconcileLoopOptions options,
        TimeProvider time,
        ILogger log,
        KubernetesMetrics? metrics = null,
        Func<TKey, Exception, CancellationToken, Task>? tell = null)
    {
        options.Validate();
        _queue = queue;
        _reconcile = reconcile;
        _options = options;
        _time = time;
        _log = log;
        _metrics = metrics;
        _tell = tell;
        _busySince = new long[options.Workers];
        Heartbeat = new Heartbeat(queue.Name, s_beat * 6, time);
    }

    /// <summary>Beats while no worker is stuck: none has outlived its time limit by half of it again.</summary>
    public Heartbeat Heartbeat { get; }

    /// <summary>Works until cancelled, then waits for the workers to come home.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        Heartbeat.Beat();
        _metrics?.LoopStarted(_queue.Name, _options.Workers, () => [.. Busy()]);
        await using (_time.CreateTimer(_ => BeatUnlessStuck(), null, s_beat, s_beat))
        {
            await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(worker => WorkAsync(worker, cancel)));
        }

        _metrics?.LoopEnded(_queue.Name);
    }

    private async Task WorkAsync(int worker, CancellationToken cancel)
    {
        await Task.Yield();
        while (!cancel.IsCancellationRequested)
        {
            TKey key;
            try
            {
                key = await _queue.TakeAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }

            Interlocked.Exchange(ref _busySince[worker], Math.Max(1, _time.GetTimestamp()));
            try
            {
                await ReconcileAsync(key, cancel);
            }
            finally
            {
                Interlocked.Exchange(ref _busySince[worker], 0);
                _queue.Done(key);
            }
        }
    }

    private async Task ReconcileAsync(TKey key, CancellationToken cancel)
    {
        long start = _time.GetTimestamp();
        using Activity? activity = _metrics?.StartReconcile(_queue.Name, key.ToString() ?? "");
        using CancellationTokenSource limit = new(_options.TimeLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        string result = "success";
        try
        {
            ReconcileResult next = await _reconcile(key, either.Token);
            _queue.Forget(key);
            if (next.After is { } after)
            {
                result = "requeue_after";
                _queue.AddAfter(key, after);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopping is no failure: whoever runs next looks at the world and goes on.
            result = "cancelled";
        }
        catch (Exception failure)
        {
            result = KubernetesMetrics.Failed;
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            await TellAsync(key, failure, limit.IsCancellationRequested, cancel);
            Retry(key, failure, limit.IsCancellationRequested);
        }

        _metrics?.Reconciled(_queue.Name, result, _time.GetElapsedTime(start));
    }

    // Not by the token of the reconcile: that may be what ended.
    private async Task TellAsync(TKey key, Exception failure, bool timedOut, CancellationToken cancel)
    {
        bool isLate = timedOut && failure is OperationCanceledException;
        if (_tell is null || (!isLate && (failure is KubernetesException || _options.IsExpected?.Invoke(failure) == true)))
        {
            return;
        }

        using CancellationTokenSource limit = new(s_tellLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            Exception told = isLate ? new TimeoutException($"not done within {_options.TimeLimit.TotalSeconds} s", failure) : failure;
            await _tell(key, told, either.Token);
        }
        catch (Exception untold)
        {
            LogUntold(_queue.Name, key, untold.Message);
        }
    }

    private void Retry(TKey key, Exception failure, bool timedOut)
    {
        if (timedOut && failure is OperationCanceledException)
        {
            LogTimeLimit(_queue.Name, key, _options.TimeLimit.TotalSeconds);
        }
        else if (failure is KubernetesStatusException { IsConflict: true })
        {
            LogConflict(_queue.Name, key, failure.Message);
        }
        else if (failure is KubernetesException || _options.IsExpected?.Invoke(failure) == true)
        {
            LogExpected(_queue.Name, key, failure.Message);
        }
        else
        {
            LogUnexpected(failure, _queue.Name, key);
        }

        _queue.AddRateLimited(key, (failure as KubernetesStatusException)?.RetryAfter ?? TimeSpan.Zero);
    }

    private void BeatUnlessStuck()
    {
        TimeSpan stuck = _options.TimeLimit * 1.5;
        if (!Busy().Any(busy => busy > stuck))
        {
            Heartbeat.Beat();
        }
    }

    // How long each worker that has a key has had it.
    private IEnumerable<TimeSpan> Busy()
    {
        for (int worker = 0; worker < _busySince.Length; worker++)
        {
            long since = Interlocked.Read(ref _busySince[worker]);
            if (since != 0)
            {
                yield return _time.GetElapsedTime(since);
            }
        }
    }

    [LoggerMessage(100, LogLevel.Debug, "{Queue} {Key}: changed meanwhile, trying again: {Message}")]
    private partial void LogConflict(string queue, TKey key, string message);

    [LoggerMessage(101, LogLevel.Warning, "{Queue} {Key}: {Message}; trying again")]
    private partial void LogExpected(string queue, TKey key, string message);

    [LoggerMessage(102, LogLevel.Error, "{Queue} {Key}: unexpected failure; trying again")]
    private partial void LogUnexpected(Exception failure, string queue, TKey key);

    [LoggerMessage(104, LogLevel.Warning, "{Queue} {Key}: its object could not be told of the failure: {Message}")]
    private partial void LogUntold(string queue, TKey key, string message);

    [LoggerMessage(103, LogLevel.Warning, "{Queue} {Key}: not done within its time limit of {Seconds} s; trying again")]
    private partial void LogTimeLimit(string queue, TKey key, double seconds);
}
