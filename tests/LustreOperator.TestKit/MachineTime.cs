using System.Diagnostics;

namespace LustreOperator.TestKit;

/// <summary>
/// Time by which tests wait: it advances as a task of ours does. While everything that wants a CPU has one it is real time; while three tasks share two
/// CPUs it advances by two thirds, and by less where a hypervisor takes CPUs away. On a processor that is slower than the one the limits were written
/// for it is slower all the time. So a limit of a minute is a minute's work of this machine, whatever runs beside the tests, and a wait that never ends
/// still ends: time advances by a thirtieth at least.
/// </summary>
public sealed class MachineTime : TimeProvider
{
    private const double Slowest = 1.0 / 30;
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private readonly MachineLoad _load = new();
    private readonly ITimer _ticks;
    private TimeSpan _now;
    private long _last = Stopwatch.GetTimestamp();

    private MachineTime()
    {
        _ticks = TimeProvider.System.CreateTimer(_ => Advance(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Tick();
    }

    /// <summary>The one of this process.</summary>
    public static MachineTime Provider { get; } = new();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>A source that is cancelled after so much machine time.</summary>
    public static CancellationTokenSource Limit(TimeSpan limit) => new(limit, Provider);

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Alarm(this, () => callback(state), dueTime, period);

    private void Tick() => _ticks.Change(s_step, Timeout.InfiniteTimeSpan);

    private void Advance()
    {
        List<Action> due = [];
        lock (_lock)
        {
            long now = Stopwatch.GetTimestamp();
            _now += Stopwatch.GetElapsedTime(_last, now) * Math.Max(Slowest, _load.Speed());
            _last = now;
            foreach (Alarm alarm in _alarms.ToArray())
            {
                if (alarm.TakeDue(_now) is { } callback)
                {
                    due.Add(callback);
                }
            }
        }

        Tick();
        due.ForEach(callback => callback());
    }

    private sealed class Alarm : ITimer
    {
        private readonly MachineTime _time;
        private readonly Action _callback;
        private TimeSpan? _due;
        private TimeSpan _period;

        public Alarm(MachineTime time, Action callback, TimeSpan dueTime, TimeSpan period)
        {
            (_time, _callback) = (time, callback);
            Change(dueTime, period);
            lock (_time._lock)
            {
                _time._alarms.Add(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_time._lock)
            {
                _due = dueTime < TimeSpan.Zero ? null : _time._now + dueTime;
                _period = period;
            }

            return true;
        }

        /// <summary>The callback when it is due; the caller holds the lock.</summary>
        public Action? TakeDue(TimeSpan now)
        {
            if (_due is not { } due || due > now)
            {
                return null;
            }

            _due = _period > TimeSpan.Zero ? now + _period : null;
            return _callback;
        }

        public void Dispose()
        {
            lock (_time._lock)
            {
                _time._alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
