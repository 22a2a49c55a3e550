namespace LustreOperator.Kubernetes;

/// <summary>
/// The last objects that were seen to go, with the version they went at. The answer to one's own write may come in after the event of the deletion
/// that followed it, and must not bring the object back: no event would take it out again. Bounded: an answer is late by seconds, not by
/// thousands of deletions. Not safe for concurrent use.
/// </summary>
internal sealed class Departures(int capacity)
{
    private readonly Dictionary<ObjectKey, string> _versions = [];
    private readonly Queue<ObjectKey> _order = new();

    public void Add(ObjectKey key, string version)
    {
        if (_versions.TryAdd(key, version))
        {
            _order.Enqueue(key);
        }
        else
        {
            _versions[key] = version;
        }

        while (_order.Count > capacity)
        {
            _versions.Remove(_order.Dequeue());
        }
    }

    /// <summary>Whether an object of this version is what went, or what was before.</summary>
    public bool Covers(ObjectKey key, string version) =>
        _versions.TryGetValue(key, out string? gone) && (version == gone || ResourceVersion.IsOlder(version, gone));
}
