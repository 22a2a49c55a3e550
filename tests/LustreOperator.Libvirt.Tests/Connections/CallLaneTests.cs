using LustreOperator.Libvirt.Connections;

namespace LustreOperator.Libvirt.Tests.Connections;

[TestFixture]
public class CallLaneTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    [Test]
    public async Task No_more_calls_run_at_once_than_there_are_threads()
    {
        using CallLane lane = new("test", 4, TimeProvider.System);
        using SemaphoreSlim release = new(0);
        int running = 0;
        int most = 0;
        Task<int>[] calls = [.. Enumerable.Range(0, 20).Select(i => lane.RunAsync("call", () =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            release.Wait();
            Interlocked.Decrement(ref running);
            return i;
        }, s_long, CancellationToken.None))];
        await Deadline.Until(() => Task.FromResult(Volatile.Read(ref running) == 4), "four calls are under way");
        release.Release(20);
        Assert.That(await Task.WhenAll(calls), Is.EqualTo(Enumerable.Range(0, 20)));
        Assert.That(most, Is.EqualTo(4));
    }

    [Test]
    public async Task A_call_that_hangs_times_out_and_keeps_its_thread_until_it_returns()
    {
        using CallLane lane = new("test", 1, TimeProvider.System);
        using ManualResetEventSlim release = new();
        using ManualResetEventSlim begun = new();
        Task<bool> hanging = lane.RunAsync(
            "virDomainCreate",
            () =>
            {
                begun.Set();
                return release.Wait(Deadline.Patience);
            },
            TimeSpan.FromSeconds(1),
            CancellationToken.None);
        begun.Wait();
        LibvirtException? busy = await Assert.ThrowsAsync<LibvirtException>(() => lane.RunAsync("virDomainDestroy", () => true, s_short, CancellationToken.None));
        LibvirtTimeoutException? late = await Assert.ThrowsAsync<LibvirtTimeoutException>(() => hanging);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(late!.Message, Does.StartWith("virDomainCreate did not return within 1 s"));
            Assert.That(busy!.Kind, Is.EqualTo(LibvirtErrorKind.Busy));
            Assert.That(lane.Overdue, Is.EqualTo(1));
        }

        release.Set();
        await Deadline.Until(() => Task.FromResult(lane.Overdue == 0), "the hanging call has returned");
        Assert.That(await lane.RunAsync("next", () => 7, s_long, CancellationToken.None), Is.EqualTo(7));
    }

    [Test]
    public async Task A_result_that_comes_too_late_is_disposed_of()
    {
        using CallLane lane = new("test", 1, TimeProvider.System);
        using ManualResetEventSlim release = new();
        using CancellationTokenSource disposed = new();
        Task<CancellationTokenSource> call = lane.RunAsync(
            "open",
            () =>
            {
                release.Wait(Deadline.Patience);
                return disposed;
            },
            s_short,
            CancellationToken.None);
        await Assert.CatchAsync<LibvirtException>(() => call);
        release.Set();
        await Deadline.Until(() => Task.FromResult(IsDisposed(disposed)), "the late result is disposed of");
    }

    [Test]
    public async Task A_call_cancelled_before_its_turn_never_runs()
    {
        using CallLane lane = new("test", 1, TimeProvider.System);
        using ManualResetEventSlim release = new();
        using CancellationTokenSource cancel = new();
        Task<bool> first = lane.RunAsync("first", () => release.Wait(Deadline.Patience), s_long, CancellationToken.None);
        bool ran = false;
        Task<bool> second = lane.RunAsync("second", () => ran = true, s_long, cancel.Token);
        await cancel.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => second);
        release.Set();
        Assert.That(await lane.RunAsync("third", () => ran, s_long, CancellationToken.None), Is.False);
        Assert.That(await first, Is.True);
    }

    [Test]
    public async Task What_the_call_throws_reaches_its_caller()
    {
        using CallLane lane = new("test", 1, TimeProvider.System);
        await Assert.ThrowsAsync<FormatException>(() => lane.RunAsync<int>("call", () => throw new FormatException(), s_long, CancellationToken.None));
    }

    private static bool IsDisposed(CancellationTokenSource source)
    {
        try
        {
            _ = source.Token;
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int was = Interlocked.CompareExchange(ref target, value, seen);
            seen = was == seen ? value : was;
        }
    }
}
