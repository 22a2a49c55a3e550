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

    public IEnumerable<StoreEvent> Since(long revision) => _events.Where(e => e.Revision > revision);
}
