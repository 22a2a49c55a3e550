using System.Threading.Channels;

namespace LustreOperator.Sandbox.Storage;

/// <summary>
/// The changes of one resource (or of all) from one revision on. The queue is bounded: a reader that falls behind is cut
/// off and must list again, so that it can neither hold up writers nor fill the memory.
/// </summary>
internal sealed class WatchSubscription : IDisposable
{
    private readonly Channel<StoreEvent> _events;
    private readonly Action<WatchSubscription> _unsubscribe;

    public WatchSubscription(GroupResource? resource, int capacity, Action<WatchSubscription> unsubscribe)
    {
        Resource = resource;
        _unsubscribe = unsubscribe;
        _events = Channel.CreateBounded<StoreEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    public GroupResource? Resource { get; }

    public ChannelReader<StoreEvent> Events => _events.Reader;

    public void Offer(StoreEvent change)
    {
        if (!_events.Writer.TryWrite(change))
        {
            _events.Writer.TryComplete();
        }
    }

    public void Complete() => _events.Writer.TryComplete();

    public void Dispose()
    {
        _unsubscribe(this);
        Complete();
    }
}
