namespace LustreOperator.Kubernetes;

/// <summary>
/// The objects of one kind as last seen, kept by a <see cref="Reflector{T}"/>, read by everybody without a request. The objects are
/// shared: never change one. Safe for concurrent use.
/// </summary>
public sealed class Store<T> : ISynced
    where T : class
{
    private readonly Lock _lock = new();
    private readonly ResourceKind<T> _kind;
    private readonly Dictionary<ObjectKey, Entry> _entries = [];
    private readonly Dictionary<string, StoreIndex<T>> _indexes = [];
    private readonly List<Action<StoreChange<T>>> _subscribers = [];

    // Incarnations known to be deleted for good of which stale events may still come.
    private readonly HashSet<string> _deletedUids = [];
    private readonly Departures _departures = new(4096);
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _clock;

    public Store(ResourceKind<T> kind) => _kind = kind;

    public string Name => _kind.Plural;

    /// <summary>Whether the first list is in: before it, that an object is missing means nothing.</summary>
    public bool IsSynced => _synced.Task.IsCompleted;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public Task WaitForSyncAsync(CancellationToken cancel) => _synced.Task.WaitAsync(cancel);

    /// <summary>The object, or null.</summary>
    public T? Get(ObjectKey key)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(key, out Entry? entry) ? entry.Value : null;
        }
    }

    /// <summary>All objects as of now, in no order.</summary>
    public IReadOnlyList<T> List()
    {
        lock (_lock)
        {
            return [.. _entries.Values.Select(entry => entry.Value)];
        }
    }

    /// <summary>Keeps the objects findable by what <paramref name="values"/> gives for each: labels, owners, a host.</summary>
    public void AddIndex(string name, Func<T, IEnumerable<string>> values)
    {
        lock (_lock)
        {
            StoreIndex<T> index = new(values);
            _indexes.Add(name, index);
            foreach ((ObjectKey key, Entry entry) in _entries)
            {
                index.Update(key, old: null, entry.Value);
            }
        }
    }

    /// <summary>The objects for which the index gave this value.</summary>
    public IReadOnlyList<T> ByIndex(string name, string value)
    {
        lock (_lock)
        {
            return [.. _indexes[name].Keys(value).Select(key => _entries[key].Value)];
        }
    }

    /// <summary>
    /// Calls <paramref name="onChange"/> for every object there is and then for every change, in order, under the store's lock: it must
    /// be quick (add a key to a queue), and must not throw: what it throws ends the reflector.
    /// </summary>
    public IDisposable Subscribe(Action<StoreChange<T>> onChange)
    {
        lock (_lock)
        {
            _subscribers.Add(onChange);
            foreach ((ObjectKey key, Entry entry) in _entries)
            {
                onChange(new StoreChange<T>(key, Old: null, entry.Value));
            }
        }

        return new Subscription(this, onChange);
    }

    /// <summary>
    /// Puts in the server's answer to one's own write at once, so that the next reconcile reads it; events and lists older than it do
    /// not undo it.
    /// </summary>
    public void Assume(T written)
    {
        lock (_lock)
        {
            ObjectIdentity identity = _kind.Identify(written);
            if (!_departures.Covers(identity.Key, identity.ResourceVersion))
            {
                PutLocked(written, _clock + 1);
            }
        }
    }

    /// <summary>Takes out an object whose deletion the server confirmed (not one that waits for finalizers).</summary>
    public void AssumeDeleted(ObjectKey key, string uid)
    {
        lock (_lock)
        {
            _deletedUids.Add(uid);
            if (_entries.TryGetValue(key, out Entry? entry) && entry.Uid == uid)
            {
                RemoveLocked(key, entry);
            }
        }
    }

    /// <summary>Called before a list is asked for: what is assumed from here on may be newer than that list.</summary>
    internal long BeginReplace()
    {
        lock (_lock)
        {
            return ++_clock;
        }
    }

    /// <summary>Takes in a whole list: what is not in it is deleted, also what was deleted while nobody watched.</summary>
    internal void Replace(ResourceList<T> list, long begun)
    {
        lock (_lock)
        {
            HashSet<ObjectKey> present = [.. list.Unreadable.Select(item => item.Identity.Key)];
            HashSet<string> uids = [];
            foreach (T item in list.Items)
            {
                ObjectIdentity identity = _kind.Identify(item);
                present.Add(identity.Key);
                uids.Add(identity.Uid);
                if (!IsAssumedSince(identity.Key, begun, identity.ResourceVersion))
                {
                    PutLocked(item, assumedAt: 0, isList: true);
                }
            }

            foreach ((ObjectKey key, Entry entry) in _entries.ToArray())
            {
                if (!present.Contains(key) && !IsAssumedSince(key, begun, list.ResourceVersion))
                {
                    _departures.Add(key, list.ResourceVersion);
                    RemoveLocked(key, entry);
                }
            }

            _deletedUids.IntersectWith(uids);
        }

        _synced.TrySetResult();
    }

    /// <summary>Takes in one event of a watch.</summary>
    internal void Apply(WatchEvent<T> change)
    {
        ObjectIdentity identity = change switch
        {
            { Value: { } value } => _kind.Identify(value),
            { Unreadable: { } unreadable } => unreadable.Identity,
            _ => default,
        };
        lock (_lock)
        {
            if (change.Type == WatchEventType.Deleted)
            {
                bool isOurs = _entries.TryGetValue(identity.Key, out Entry? entry)
                    && (entry.Uid == identity.Uid || !ResourceVersion.IsOlder(identity.ResourceVersion, entry.Version));
                _deletedUids.Remove(identity.Uid);
                _departures.Add(identity.Key, identity.ResourceVersion);
                if (isOurs)
                {
                    RemoveLocked(identity.Key, entry!);
                }
            }
            else if (change.Value is { } value)
            {
                PutLocked(value, assumedAt: 0);
            }
        }
    }

    private bool IsAssumedSince(ObjectKey key, long begun, string version) =>
        _entries.TryGetValue(key, out Entry? entry) && entry.AssumedAt > begun && ResourceVersion.IsOlder(version, entry.Version);

    private void PutLocked(T value, long assumedAt, bool isList = false)
    {
        ObjectIdentity identity = _kind.Identify(value);
        if (_deletedUids.Contains(identity.Uid))
        {
            return;
        }

        Entry? old = _entries.GetValueOrDefault(identity.Key);
        if (old is not null && (old.Version == identity.ResourceVersion && old.Uid == identity.Uid))
        {
            return;
        }

        // A list is the truth even where its versions are lower: the server may have been restored from a backup.
        if (old is not null && !isList && ResourceVersion.IsOlder(identity.ResourceVersion, old.Version))
        {
            return;
        }

        if (old is not null && old.Uid != identity.Uid)
        {
            RemoveLocked(identity.Key, old);
            old = null;
        }

        _entries[identity.Key] = new Entry(value, identity.Uid, identity.ResourceVersion, assumedAt);
        NotifyLocked(new StoreChange<T>(identity.Key, old?.Value, value));
    }

    private void RemoveLocked(ObjectKey key, Entry entry)
    {
        _entries.Remove(key);
        NotifyLocked(new StoreChange<T>(key, entry.Value, New: null));
    }

    private void NotifyLocked(StoreChange<T> change)
    {
        foreach (StoreIndex<T> index in _indexes.Values)
        {
            index.Update(change.Key, change.Old, change.New);
        }

        foreach (Action<StoreChange<T>> subscriber in _subscribers)
        {
            subscriber(change);
        }
    }

    private void Unsubscribe(Action<StoreChange<T>> onChange)
    {
        lock (_lock)
        {
            _subscribers.Remove(onChange);
        }
    }

    private sealed record Entry(T Value, string Uid, string Version, long AssumedAt);

    private sealed class Subscription(Store<T> store, Action<StoreChange<T>> onChange) : IDisposable
    {
        public void Dispose() => store.Unsubscribe(onChange);
    }
}
