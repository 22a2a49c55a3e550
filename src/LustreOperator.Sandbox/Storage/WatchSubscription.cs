using System.Threading.Channels;

namespace LustreOperator.Sandbox.Storage;

/// <summary>
/// The changes of one resource (or of all) that a watch wants, from one revision on. The queue is bounded: a reader that
/// falls behind is cut off and must resume or list again, so that it can neither hold up writers nor fill the memory.
/// </summary>
internal sealed class WatchSubscription : IDisposable
{
    private readonly Channel<StoreEvent> _events;
    private readonly Func<StoreEvent, bool> _isWanted;
    private readonly Action<WatchSubscription> _unsubscribe;
    private readonly CancellationTokenSource _cutOff = new();

    public WatchSubscription(GroupResource? resource, int capacity, Func<StoreEvent, bool> isWanted, Action<WatchSubscription> unsubscribe)
    {
        Resource = resource;
        _isWanted = isWanted;
        _unsubscribe = unsubscribe;
        _events = Channel.CreateBounded<StoreEvent>(capacity);
        CutOff = _cutOff.Token;
    }

    public GroupResource? Resource { get; }

    public ChannelReader<StoreEvent> Events => _events.Reader;

    /// <summary>Cancelled when the reader fell behind; what was queued for it is dropped.</summary>
    public CancellationToken CutOff { get; }

    /// <summary>Called for every change, with the store held: one that is not wanted must cost next to nothing.</summary>
    public void Offer(StoreEvent change)
    {
        if (!_isWanted(change) || _events.Writer.TryWrite(change) || !_events.Writer.TryComplete())
        {
            return;
        }

        while (_events.Reader.TryRead(out _))
        {
            // Nobody will read them: let them go.
        }

        // Not here: what waits for it must not run while the store is held.
        _ = _cutOff.CancelAsync();
    }

    public void Complete() => _events.Writer.TryComplete();

    public void Dispose()
    {
        _unsubscribe(this);
        Complete();
        _cutOff.Dispose();
    }
}
