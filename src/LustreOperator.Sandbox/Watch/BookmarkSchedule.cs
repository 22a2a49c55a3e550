namespace LustreOperator.Sandbox.Watch;

/// <summary>
/// When bookmarks are due: every minute, and in the last two seconds before the watch ends, so that a client can go on
/// from a recent version.
/// </summary>
internal sealed class BookmarkSchedule
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private readonly DateTimeOffset _beforeEnd;
    private readonly DateTimeOffset _end;
    private DateTimeOffset _next;

    public BookmarkSchedule(DateTimeOffset start, TimeSpan lifetime)
    {
        _end = start + lifetime;
        _beforeEnd = _end - (2 * s_second);
        _next = start;
        Sent();
    }

    /// <summary>How long to wait for the next one; without end when none is due any more.</summary>
    public TimeSpan Until(DateTimeOffset now)
    {
        if (_next >= _end)
        {
            return Timeout.InfiniteTimeSpan;
        }

        return _next > now ? _next - now : TimeSpan.FromMilliseconds(1);
    }

    public void Sent()
    {
        if (_next >= _beforeEnd)
        {
            _next += s_second;
            return;
        }

        DateTimeOffset regular = _next + s_interval;
        _next = regular < _beforeEnd ? regular : _beforeEnd;
    }
}
