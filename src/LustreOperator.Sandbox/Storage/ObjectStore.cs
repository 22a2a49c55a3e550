using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Storage;

/// <summary>
/// All objects in memory under one revision counter. Writes compare and swap; each is published to the watchers in the
/// order of its revision. A body given to it is its own from then on.
/// </summary>
internal sealed class ObjectStore(int historyPerResource, int watchQueue)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GroupResource, ResourceHistory> _resources = [];
    private readonly HashSet<WatchSubscription> _subscriptions = [];
    private long _revision = 1;

    public long Revision
    {
        get
        {
            lock (_gate)
            {
                return _revision;
            }
        }
    }

    public StoredObject? Get(ObjectKey key)
    {
        lock (_gate)
        {
            return History(key.Resource).Objects.GetValueOrDefault(key);
        }
    }

    public ResourceSnapshot List(GroupResource resource)
    {
        lock (_gate)
        {
            return new ResourceSnapshot(_revision, History(resource).Objects);
        }
    }

    /// <summary>The objects as they were at a revision; null when the changes since then are no longer known.</summary>
    public ResourceSnapshot? ListAt(GroupResource resource, long revision)
    {
        lock (_gate)
        {
            return History(resource).At(revision);
        }
    }

    /// <summary>Stores a body if the object is still at the expected revision (0: does not exist); otherwise null.</summary>
    public StoredObject? TryPut(ObjectKey key, JsonObject body, long expected)
    {
        lock (_gate)
        {
            StoredObject? previous = History(key.Resource).Objects.GetValueOrDefault(key);
            if ((previous?.Revision ?? 0) != expected)
            {
                return null;
            }

            var current = StoredObject.Freeze(key, body, _revision + 1);
            Publish(new StoreEvent(++_revision, previous, current));
            return current;
        }
    }

    /// <summary>Removes the object if it is still at the expected revision.</summary>
    public bool TryRemove(ObjectKey key, long expected)
    {
        lock (_gate)
        {
            StoredObject? previous = History(key.Resource).Objects.GetValueOrDefault(key);
            if (previous is null || previous.Revision != expected)
            {
                return false;
            }

            _revision++;
            Publish(new StoreEvent(_revision, previous, null) { Last = previous.At(_revision) });
            return true;
        }
    }

    /// <summary>
    /// Subscribes to the changes after a revision (null: from now on), with the state it starts from.
    /// </summary>
    /// <exception cref="HistoryExpiredException">The changes since that revision are no longer known.</exception>
    public (WatchSubscription Subscription, ResourceSnapshot Snapshot) Watch(GroupResource resource, long? since, Func<StoreEvent, bool> isWanted)
    {
        lock (_gate)
        {
            ResourceHistory history = History(resource);
            if (since < history.Start)
            {
                throw new HistoryExpiredException(since.Value, history.Start);
            }

            if (since > _revision)
            {
                Func<StoreEvent, bool> any = isWanted;
                isWanted = change => change.Revision > since && any(change);
            }

            StoreEvent[] missed = since is { } revision ? [.. history.Since(revision).Where(isWanted)] : [];
            var subscription = new WatchSubscription(resource, Math.Max(watchQueue, missed.Length + 1), isWanted, Unsubscribe);
            foreach (StoreEvent change in missed)
            {
                subscription.Offer(change);
            }

            _subscriptions.Add(subscription);
            return (subscription, new ResourceSnapshot(_revision, history.Objects));
        }
    }

    /// <summary>
    /// The revision up to which a subscriber has read everything it wants, or null while changes wait for it: a bookmark that
    /// was ahead of them would lose them for whoever resumes from it.
    /// </summary>
    public long? ReadUpTo(WatchSubscription subscription)
    {
        lock (_gate)
        {
            return subscription.Events.Count == 0 ? _revision : null;
        }
    }

    /// <summary>Every change of every resource, for the built-in controllers.</summary>
    public WatchSubscription WatchAll()
    {
        lock (_gate)
        {
            var subscription = new WatchSubscription(null, int.MaxValue, static _ => true, Unsubscribe);
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    /// <summary>Ends the watches of a resource that is no longer served and forgets its history.</summary>
    public void Forget(GroupResource resource)
    {
        lock (_gate)
        {
            foreach (WatchSubscription subscription in _subscriptions.Where(s => s.Resource == resource))
            {
                subscription.Complete();
            }

            _resources.Remove(resource);
        }
    }

    private ResourceHistory History(GroupResource resource)
    {
        if (!_resources.TryGetValue(resource, out ResourceHistory? history))
        {
            history = new ResourceHistory(_revision, historyPerResource);
            _resources.Add(resource, history);
        }

        return history;
    }

    private void Publish(StoreEvent change)
    {
        History(change.Key.Resource).Record(change);
        foreach (WatchSubscription subscription in _subscriptions)
        {
            if (subscription.Resource is null || subscription.Resource == change.Key.Resource)
            {
                subscription.Offer(change);
            }
        }
    }

    private void Unsubscribe(WatchSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }
}
