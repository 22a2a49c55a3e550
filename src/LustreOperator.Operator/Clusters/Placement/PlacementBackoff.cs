using LustreOperator.Kubernetes;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>
/// Keeps clusters that are hard to place from taking the worker's time: where the search for places ended at its limit, which takes up to half a
/// second, it is not begun again before a while has passed, whatever happens to hosts and other machines. The while doubles with each such
/// search; a change of the cluster's spec ends it. Safe for concurrent use.
/// </summary>
internal sealed class PlacementBackoff(TimeProvider time)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, (long? Generation, PlacementFailure Failure, TimeSpan Delay, DateTimeOffset Until)> _waiting = [];

    /// <summary>The answer of the last search while it stands, and how long that is; null: search.</summary>
    public (PlacementFailure Failure, TimeSpan For)? Find(ObjectKey key, long? generation)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(key, out var entry) || entry.Generation != generation)
            {
                return null;
            }

            TimeSpan rest = entry.Until - time.GetUtcNow();
            return rest > TimeSpan.Zero ? (entry.Failure, rest) : null;
        }
    }

    /// <summary>Notes the answer of a search; null: all machines have a place, or the cluster is gone.</summary>
    public void Note(ObjectKey key, long? generation, PlacementFailure? failure)
    {
        lock (_lock)
        {
            if (failure?.SearchLimitReached != true)
            {
                _waiting.Remove(key);
                return;
            }

            TimeSpan delay = _waiting.TryGetValue(key, out var entry) && entry.Generation == generation
                ? TimeSpan.FromTicks(Math.Min(entry.Delay.Ticks * 2, Longest.Ticks))
                : Shortest;
            _waiting[key] = (generation, failure, delay, time.GetUtcNow() + delay);
        }
    }
}
