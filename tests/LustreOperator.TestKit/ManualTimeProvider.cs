using Microsoft.Extensions.Time.Testing;

namespace LustreOperator.TestKit;

/// <summary>
/// Time that moves only when a test says so: .NET's fake clock, and the two things that it lacks. Its timestamps are its wall clock, so an
/// administrator who sets the clock cannot be played; and it does not tell whether anybody waits on it, which a test must know before it moves on.
/// A timer that falls due within an Advance sees the clock at the end of it: whoever renews in time needs steps that are shorter than its limit.
/// </summary>
public sealed class ManualTimeProvider() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private long _jumped;
    private int _armed;

    /// <summary>Timers that are armed: delays, time limits, periods.</summary>
    public int ArmedTimers => Volatile.Read(ref _armed);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _jumped));

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>Moves the wall clock alone, either way; timers and timestamps do not notice.</summary>
    public void JumpWallClock(TimeSpan by) => Interlocked.Add(ref _jumped, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        CountedTimer timer = new(this, callback, state);
        timer.Timer = base.CreateTimer(_ => timer.Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class CountedTimer(ManualTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        private int _isArmed;
        private bool _isPeriodic;

        public ITimer Timer { get; set; } = null!;

        public void Fire()
        {
            Arm(_isPeriodic);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _isPeriodic = period > TimeSpan.Zero;
            Arm(dueTime != Timeout.InfiniteTimeSpan);
            return Timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            Arm(false);
            Timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(bool armed)
        {
            int now = armed ? 1 : 0;
            Interlocked.Add(ref time._armed, now - Interlocked.Exchange(ref _isArmed, now));
        }
    }
}
