using System.Collections.Concurrent;

namespace LustreOperator.Agent;

/// <summary>
/// When this process last asked a guest to shut down and last started it. It only paces: a new process begins the grace period and
/// the delays between starts anew, and decides nothing else by them.
/// </summary>
internal sealed class PowerHistory(TimeProvider time)
{
    /// <summary>A domain that ran longer than this counts as having started well.</summary>
    private static readonly TimeSpan s_stable = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private readonly ConcurrentDictionary<string, long> _jobs = new();
    private readonly ConcurrentDictionary<string, bool> _needReset = new();

    public void Started(string uid)
    {
        long now = time.GetTimestamp();
        _entries.AddOrUpdate(
            uid,
            _ => new Entry(null, now, 1),
            (_, entry) => new Entry(null, now, entry.StartedAt is { } last && time.GetElapsedTime(last) < s_stable + Delay(entry.QuickStarts) ? entry.QuickStarts + 1 : 1));
    }

    public void ShutdownRequested(string uid) =>
        _entries.AddOrUpdate(uid, _ => new Entry(time.GetTimestamp(), null, 0), (_, entry) => entry with { ShutdownAt = time.GetTimestamp() });

    /// <summary>A stop that was wanted is no failure: the next start does not wait.</summary>
    public void Stopped(string uid) => _entries.TryRemove(uid, out _);

    /// <summary>QEMU said that the paused guest cannot run on.</summary>
    public void ResetNeeded(string uid) => _needReset[uid] = true;

    /// <summary>Whether QEMU said so of a guest that is paused still.</summary>
    public bool NeedsReset(string uid, bool isPaused)
    {
        if (!isPaused)
        {
            _needReset.TryRemove(uid, out _);
        }

        return isPaused && _needReset.ContainsKey(uid);
    }

    /// <summary>How long there have been jobs that steps wait for.</summary>
    public TimeSpan SinceJobs(string uid, bool isAtWork)
    {
        if (isAtWork)
        {
            return time.GetElapsedTime(_jobs.GetOrAdd(uid, _ => time.GetTimestamp()));
        }

        _jobs.TryRemove(uid, out _);
        return TimeSpan.Zero;
    }

    /// <summary>How long ago the guest was asked to shut down; null when it was not, is off since, or is wanted on again.</summary>
    public TimeSpan? SinceShutdown(string uid, bool isStopping)
    {
        if (!_entries.TryGetValue(uid, out Entry? entry) || entry.ShutdownAt is not { } at)
        {
            return null;
        }

        if (!isStopping)
        {
            Stopped(uid);
            return null;
        }

        return time.GetElapsedTime(at);
    }

    /// <summary>How long the next start must wait: nothing for the first two in a row, then 2 s doubling to 5 minutes.</summary>
    public TimeSpan StartDelay(string uid)
    {
        if (!_entries.TryGetValue(uid, out Entry? entry) || entry.StartedAt is not { } last)
        {
            return TimeSpan.Zero;
        }

        TimeSpan left = Delay(entry.QuickStarts) - time.GetElapsedTime(last);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static TimeSpan Delay(int quickStarts) => quickStarts < 2
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(s_maxDelay.TotalSeconds, s_firstDelay.TotalSeconds * Math.Pow(2, quickStarts - 2)));

    private sealed record Entry(long? ShutdownAt, long? StartedAt, int QuickStarts);
}
