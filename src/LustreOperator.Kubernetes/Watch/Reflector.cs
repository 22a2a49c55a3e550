using LustreOperator.Hosting;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Keeps a <see cref="Store{T}"/> true: list, then watch from there, for ever. A watch resumes where the last one ended; when the server
/// no longer knows that point, the list is taken again and compared, so that no deletion is missed.
/// </summary>
public sealed partial class Reflector<T>
    where T : class
{
    private readonly KubernetesClient _client;
    private readonly ResourceKind<T> _kind;
    private readonly Store<T> _store;
    private readonly ReflectorOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _log;
    private readonly KubernetesMetrics? _metrics;
    private readonly Backoff _backoff;

    // Where to resume; null: list first.
    private string? _version;
    private int _failures;
    private long _watchStart;
    private bool _isBroken;

    public Reflector(
        KubernetesClient client,
        ResourceKind<T> kind,
        Store<T> store,
        ReflectorOptions options,
        TimeProvider time,
        Random random,
        ILogger log,
        KubernetesMetrics? metrics = null)
    {
        options.Validate();
        _client = client;
        _kind = kind;
        _store = store;
        _options = options;
        _time = time;
        _random = random;
        _log = log;
        _metrics = metrics;
        _backoff = new Backoff(options.BaseDelay, options.MaxDelay, 1, random);

        // The longest that one turn may rightly take without a word: silence, then the longest delay, then a slow list.
        Heartbeat = new Heartbeat($"reflector {kind.Plural}", options.Silence + (options.MaxDelay * 2) + TimeSpan.FromMinutes(2), time);
    }

    /// <summary>Beats with every list, event and try.</summary>
    public Heartbeat Heartbeat { get; }

    /// <summary>Lists and watches until cancelled. Throws only on a defect, such as a subscriber of the store that throws.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await TurnAsync(cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task TurnAsync(CancellationToken cancel)
    {
        Heartbeat.Beat();
        try
        {
            if (_version is null)
            {
                await ListAsync(cancel);
            }

            await WatchAsync(cancel);
            LogClosed(_kind.Plural, _version);
            await DelayAsync(_options.ReconnectFloor - _time.GetElapsedTime(_watchStart), cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsGone || refusal.IsResourceVersionTooLarge)
        {
            LogRelist(_kind.Plural, refusal.Message);
            _version = null;
            await DelayAsync(_failures++ == 0 ? TimeSpan.Zero : _backoff.Delay(_failures), cancel);
        }
        catch (KubernetesException fault)
        {
            // A watch that held for long and then broke is a first failure.
            bool heldLong = _version is not null && _time.GetElapsedTime(_watchStart) > _options.MaxDelay;
            _failures = heldLong ? 0 : _failures;
            TimeSpan delay = _backoff.Delay(_failures++);
            if (fault is KubernetesStatusException { RetryAfter: { } asked } && asked > delay)
            {
                delay = asked;
            }

            if (!_isBroken)
            {
                _isBroken = true;
                LogBroken(_kind.Plural, fault.Message);
            }

            await DelayAsync(delay, cancel);
        }
    }

    private async Task ListAsync(CancellationToken cancel)
    {
        _metrics?.Connected(_kind.Plural, "list");
        long begun = _store.BeginReplace();
        ListOptions options = new()
        {
            Namespace = _options.Namespace,
            LabelSelector = _options.LabelSelector,
            FieldSelector = _options.FieldSelector,
            Limit = _options.PageSize,
        };
        ResourceList<T> list = await _client.ListAsync(_kind, options, cancel);
        foreach (UnreadableObject unreadable in list.Unreadable)
        {
            LogUnreadable(_kind.Plural, unreadable.Identity.Key, unreadable.Problem);
        }

        _store.Replace(list, begun);
        _version = list.ResourceVersion;
        LogRecovery();
        LogListed(_kind.Plural, list.Items.Count, _version);
    }

    private async Task WatchAsync(CancellationToken cancel)
    {
        _metrics?.Connected(_kind.Plural, "watch");
        _watchStart = _time.GetTimestamp();
        WatchOptions options = new()
        {
            Namespace = _options.Namespace,
            LabelSelector = _options.LabelSelector,
            FieldSelector = _options.FieldSelector,
            ResourceVersion = _version,
            Timeout = _options.WatchTimeout * (1 + _random.NextDoubleLocked()),
            Silence = _options.Silence,
        };
        await foreach (WatchEvent<T> change in _client.WatchAsync(_kind, options, cancel))
        {
            Take(change);
        }

        WorksAgain();
    }

    private void Take(WatchEvent<T> change)
    {
        Heartbeat.Beat();
        if (change.Unreadable is { } unreadable)
        {
            LogUnreadable(_kind.Plural, unreadable.Identity.Key, unreadable.Problem);
        }

        if (change.Type != WatchEventType.Bookmark)
        {
            _store.Apply(change);
        }

        _version = change.ResourceVersion;
        WorksAgain();
    }

    private void WorksAgain()
    {
        _failures = 0;
        LogRecovery();
    }

    private void LogRecovery()
    {
        if (_isBroken)
        {
            _isBroken = false;
            LogWorks(_kind.Plural);
        }
    }

    private Task DelayAsync(TimeSpan delay, CancellationToken cancel) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, _time, cancel) : Task.CompletedTask;

    [LoggerMessage(200, LogLevel.Information, "{Plural}: listed {Count} at version {Version}")]
    private partial void LogListed(string plural, int count, string version);

    [LoggerMessage(201, LogLevel.Debug, "{Plural}: watch closed by the server, resuming after {Version}")]
    private partial void LogClosed(string plural, string? version);

    [LoggerMessage(202, LogLevel.Information, "{Plural}: listing again: {Reason}")]
    private partial void LogRelist(string plural, string reason);

    [LoggerMessage(203, LogLevel.Warning, "{Plural}: not up to date: {Problem}; trying again until it works")]
    private partial void LogBroken(string plural, string problem);

    [LoggerMessage(204, LogLevel.Information, "{Plural}: up to date again")]
    private partial void LogWorks(string plural);

    [LoggerMessage(205, LogLevel.Error, "{Plural} {Key}: cannot be read, its last readable version is kept: {Problem}")]
    private partial void LogUnreadable(string plural, ObjectKey key, string problem);
}
