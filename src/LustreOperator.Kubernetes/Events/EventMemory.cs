namespace LustreOperator.Kubernetes;

/// <summary>What was said, of which object.</summary>
internal readonly record struct Saying(ObjectReference About, EventType Type, string Reason, string Message);

/// <summary>The event at the server that a saying goes to.</summary>
internal sealed class EventSlot(bool isCombined)
{
    /// <summary>Null: it is not there yet.</summary>
    public ObjectKey? Key { get; set; }

    public int Count { get; set; }

    /// <summary>Whether it stands for several messages of one reason: the last one is shown.</summary>
    public bool IsCombined => isCombined;
}

/// <summary>
/// Which event a saying belongs to: the same words raise the count of the event that is there; too many different words for one reason, about one
/// object and within a short time, share one event. Bounded: the oldest are forgotten. Not safe for concurrent use.
/// </summary>
internal sealed class EventMemory(int capacity)
{
    /// <summary>So many different messages of one reason have events of their own, within <see cref="s_window"/>.</summary>
    private const int Different = 5;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(10);

    private readonly Bounded<Saying, EventSlot> _slots = new(capacity);
    private readonly Bounded<Saying, Kin> _kin = new(capacity);

    public EventSlot SlotOf(Saying said, DateTimeOffset at)
    {
        if (_slots.Find(said) is { } known)
        {
            return known;
        }

        Saying reason = said with { Message = "" };
        Kin kin = _kin.Find(reason) is { } found && at - found.Last < s_window ? found : _kin.Add(reason, new Kin());
        kin.Last = at;
        return ++kin.Messages > Different ? kin.Combined : _slots.Add(said, new EventSlot(isCombined: false));
    }

    private sealed class Kin
    {
        public DateTimeOffset Last { get; set; }

        public int Messages { get; set; }

        public EventSlot Combined { get; } = new(isCombined: true);
    }

    private sealed class Bounded<TKey, TValue>(int capacity)
        where TKey : notnull
        where TValue : class
    {
        private readonly Dictionary<TKey, TValue> _values = [];
        private readonly Queue<TKey> _order = new();

        public TValue? Find(TKey key) => _values.GetValueOrDefault(key);

        public TValue Add(TKey key, TValue value)
        {
            if (_values.TryAdd(key, value))
            {
                _order.Enqueue(key);
            }

            _values[key] = value;
            if (_order.Count > capacity)
            {
                _values.Remove(_order.Dequeue());
            }

            return value;
        }
    }
}
