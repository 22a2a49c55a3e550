namespace LustreOperator.Kubernetes;

/// <summary>
/// Keys waiting for work, after client-go's work queue. A key is in it once however often it is added; no two workers ever have
/// the same key; a key that is added while it is worked on comes back when that work is done.
/// </summary>
public sealed class RateLimitedQueue<TKey> : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly KubernetesMetrics? _metrics;
    private readonly Backoff _backoff;
    private readonly TokenBucket _retries;

    // Ready keys in order; _dirty: needs work; _processing: with a worker. A key in both is queued again by Done.
    private readonly Queue<TKey> _ready = new();
    private readonly HashSet<TKey> _dirty = [];
    private readonly HashSet<TKey> _processing = [];
    private readonly SemaphoreSlim _available = new(0);

    // Delayed keys. A heap entry whose due time is not the key's own in _due was overtaken by an earlier one.
    private readonly Dictionary<TKey, long> _due = [];
    private readonly PriorityQueue<(TKey Key, long Due), long> _delayed = new();
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Dictionary<TKey, long> _addedAt = [];
    private readonly ITimer _timer;

    public RateLimitedQueue(string name, QueueOptions options, TimeProvider time, Random random, KubernetesMetrics? metrics = null)
    {
        options.Validate();
        Name = name;
        _time = time;
        _metrics = metrics;
        _backoff = new Backoff(options.BaseDelay, options.MaxDelay, options.Jitter, random);
        _retries = new TokenBucket(options.RetriesPerSecond, options.RetryBurst, time);
        _timer = time.CreateTimer(_ => AddDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The name in metrics and logs.</summary>
    public string Name { get; }

    /// <summary>Keys ready for a worker (not those delayed, nor those being worked on).</summary>
    public int Depth
    {
        get
        {
            lock (_lock)
            {
                return _ready.Count;
            }
        }
    }

    /// <summary>Keys that wait for their time.</summary>
    public int Delayed
    {
        get
        {
            lock (_lock)
            {
                return _due.Count;
            }
        }
    }

    /// <summary>Look at this key, as soon as a worker is free.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            AddLocked(key);
        }
    }

    /// <summary>Look at this key after a while. Of several delays of one key the one that ends first counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            if (delay <= TimeSpan.Zero)
            {
                AddLocked(key);
                return;
            }

            double seconds = Math.Min(delay.TotalSeconds, s_longest.TotalSeconds);
            long due = _time.GetTimestamp() + (long)(seconds * _time.TimestampFrequency);
            if (_due.TryGetValue(key, out long earlier) && earlier <= due)
            {
                return;
            }

            _due[key] = due;
            _delayed.Enqueue((key, due), due);
            ArmLocked();
        }
    }

    /// <summary>
    /// Look at this key again after a failure: after its own doubling delay, the queue's overall rate, or
    /// <paramref name="atLeast"/> (what a server asked for), whichever is longest.
    /// </summary>
    public void AddRateLimited(TKey key, TimeSpan atLeast = default)
    {
        TimeSpan delay;
        lock (_lock)
        {
            int failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
            delay = _backoff.Delay(failures);
        }

        _metrics?.QueueRetry(Name);
        AddAfter(key, new[] { delay, atLeast, _retries.Reserve() }.Max());
    }

    /// <summary>The key went well: its next failure starts at the smallest delay.</summary>
    public void Forget(TKey key)
    {
        lock (_lock)
        {
            _failures.Remove(key);
        }
    }

    /// <summary>Failures of the key since it last went well.</summary>
    public int Failures(TKey key)
    {
        lock (_lock)
        {
            return _failures.GetValueOrDefault(key);
        }
    }

    /// <summary>Waits for a key. The caller must call <see cref="Done"/> with it, whatever happens.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancel)
    {
        await _available.WaitAsync(cancel);
        lock (_lock)
        {
            TKey key = _ready.Dequeue();
            _dirty.Remove(key);
            _processing.Add(key);
            _addedAt.Remove(key, out long added);
            _metrics?.QueueTaken(Name, _time.GetElapsedTime(added));
            return key;
        }
    }

    /// <summary>The work on a key that <see cref="TakeAsync"/> gave is over.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            if (_processing.Remove(key) && _dirty.Contains(key))
            {
                EnqueueLocked(key);
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _available.Dispose();
    }

    private void AddLocked(TKey key)
    {
        if (!_dirty.Add(key))
        {
            return;
        }

        _metrics?.QueueAdded(Name);
        if (!_processing.Contains(key))
        {
            EnqueueLocked(key);
        }
    }

    private void EnqueueLocked(TKey key)
    {
        _addedAt[key] = _time.GetTimestamp();
        _ready.Enqueue(key);
        _metrics?.QueueReady(Name);
        _available.Release();
    }

    private void AddDue()
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            while (_delayed.TryPeek(out (TKey Key, long Due) entry, out _) && entry.Due <= now)
            {
                _delayed.Dequeue();
                if (_due.TryGetValue(entry.Key, out long due) && due == entry.Due)
                {
                    _due.Remove(entry.Key);
                    AddLocked(entry.Key);
                }
            }

            ArmLocked();
        }
    }

    private void ArmLocked()
    {
        if (!_delayed.TryPeek(out _, out long due))
        {
            return;
        }

        // A timer counts whole milliseconds and may fire a little early: round up, so that it never spins.
        double milliseconds = Math.Ceiling(_time.GetElapsedTime(_time.GetTimestamp(), due).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }
}
