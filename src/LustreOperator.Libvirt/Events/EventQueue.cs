using System.Threading.Channels;

namespace LustreOperator.Libvirt.Events;

/// <summary>
/// Events on their way to the one reader. Never blocks the writer: when full, the last place takes an <see cref="EventsLost"/> and what follows is
/// dropped until there is room again. So whoever reads the mark and then looks at everything has missed nothing.
/// </summary>
public sealed class EventQueue(int capacity)
{
    private readonly Channel<HypervisorEvent> _channel = Channel.CreateBounded<HypervisorEvent>(
        new BoundedChannelOptions(capacity) { SingleReader = true, AllowSynchronousContinuations = false });

    private readonly Lock _writing = new();
    private bool _lastIsMark;

    public ChannelReader<HypervisorEvent> Reader => _channel.Reader;

    public void Post(HypervisorEvent happened)
    {
        lock (_writing)
        {
            if (_channel.Reader.Count < capacity - 1)
            {
                _lastIsMark = !_channel.Writer.TryWrite(happened) && _lastIsMark;
            }
            else if (!_lastIsMark)
            {
                _lastIsMark = _channel.Writer.TryWrite(new EventsLost());
            }
        }
    }

    public void Complete() => _channel.Writer.TryComplete();
}
