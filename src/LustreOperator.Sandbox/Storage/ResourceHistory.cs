using System.Collections.Immutable;

namespace LustreOperator.Sandbox.Storage;

/// <summary>The objects of one resource and its latest changes.</summary>
internal sealed class ResourceHistory(long start, int capacity)
{
    private readonly Queue<StoreEvent> _events = new();

    /// <summary>Changes after this revision are known.</summary>
    public long Start { get; private set; } = start;

    public ImmutableSortedDictionary<ObjectKey, StoredObject> Objects { get; private set; } = ResourceSnapshot.Nothing;

    public void Record(StoreEvent change)
    {
        Objects = change.Current is { } current ? Objects.SetItem(current.Key, current) : Objects.Remove(change.Key);
        _events.Enqueue(change);
        if (_events.Count > capacity)
        {
            Start = _events.Dequeue().Revision;
        }
    }

    /// <summary>The objects as they were at a revision: what has changed since is taken back.</summary>
    public ResourceSnapshot? At(long revision)
    {
        if (revision < Start)
        {
            return null;
        }

        ImmutableSortedDictionary<ObjectKey, StoredObject>.Builder objects = Objects.ToBuilder();
        foreach (StoreEvent change in Since(revision).Reverse())
        {
            if (change.Previous is { } previous)
            {
                objects[change.Key] = previous;
            }
            else
            {
                objects.Remove(change.Key);
            }
        }

        return new ResourceSnapshot(revision, objects.ToImmutable());
    }

    public IEnumerable<StoreEvent> Since(long revision) => _events.Where(e => e.Revision > revision);
}
