using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

public sealed class RateLimitedQueueTests
{
    private readonly ManualTimeProvider _time = new();
    private RateLimitedQueue<string> _queue = null!;

    [SetUp]
    public void Make() => _queue = New(new QueueOptions { Jitter = 0 });

    [TearDown]
    public void Drop() => _queue.Dispose();

    [Test]
    public async Task Key_added_often_is_taken_once()
    {
        _queue.Add("a");
        _queue.Add("a");
        _queue.Add("b");
        Assert.That(_queue.Depth, Is.EqualTo(2));
        Assert.That(await TakeAsync(), Is.EqualTo("a"));
        Assert.That(await TakeAsync(), Is.EqualTo("b"));
        Assert.That(_queue.Depth, Is.Zero);
    }

    [Test]
    public async Task Key_added_while_worked_on_comes_back_after_done()
    {
        _queue.Add("a");
        await TakeAsync();
        _queue.Add("a");
        Assert.That(_queue.Depth, Is.Zero);
        _queue.Done("a");
        Assert.That(await TakeAsync(), Is.EqualTo("a"));
    }

    [Test]
    public void Delayed_key_comes_at_its_time_and_the_earliest_delay_counts()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(3));
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.That(_queue.Depth, Is.Zero);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(_queue.Depth, Is.EqualTo(1));
        Assert.That(_queue.Delayed, Is.Zero);
    }

    [Test]
    public async Task Overtaken_delays_do_not_bring_the_key_again()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(3));
        _time.Advance(TimeSpan.FromSeconds(3));
        await TakeAsync();
        _queue.Done("a");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_queue.Depth, Is.Zero);
    }

    [Test]
    public async Task Failures_double_the_delay_up_to_the_cap_and_forget_resets_it()
    {
        Assert.That(await DelaysAsync(12), Is.EqualTo(new[] { 100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 102400, 120000 }));
        _queue.Forget("a");
        Assert.That(await DelaysAsync(1), Is.EqualTo(new[] { 100 }));
    }

    [Test]
    public void Wait_that_a_server_asked_for_is_kept()
    {
        _queue.AddRateLimited("a", TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.That(_queue.Depth, Is.Zero);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_queue.Depth, Is.EqualTo(1));
    }

    [Test]
    public void Many_failing_keys_share_one_rate()
    {
        using RateLimitedQueue<string> queue = New(new QueueOptions { Jitter = 0, RetriesPerSecond = 10, RetryBurst = 5 });
        for (int i = 0; i < 25; i++)
        {
            queue.AddRateLimited($"key-{i}");
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(queue.Depth, Is.EqualTo(15));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(queue.Depth, Is.EqualTo(25));
    }

    [Test]
    public async Task Waiting_worker_gets_a_key_at_once_and_leaves_when_cancelled()
    {
        using CancellationTokenSource stop = new();
        Task<string> first = _queue.TakeAsync(stop.Token).AsTask();
        _queue.Add("a");
        Assert.That(await Eventually.Completes(first), Is.EqualTo("a"));
        Task<string> second = _queue.TakeAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        Assert.That(async () => await Eventually.Completes(second), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>Whatever is added by whom and when: no two workers hold a key, and every addition is followed by a run that began later.</summary>
    [FsCheck.NUnit.Property(MaxTest = 60)]
    public bool No_key_is_worked_on_twice_at_once_and_none_is_lost((byte Key, byte Delay)[] additions)
    {
        ManualTimeProvider time = new();
        using RateLimitedQueue<int> queue = new("test", new QueueOptions(), time, new Random(1));
        using CancellationTokenSource stop = new();
        const int Keys = 5;
        int[] added = new int[Keys];
        int[] seen = new int[Keys];
        int[] holders = new int[Keys];
        bool isShared = false;
        Task[] workers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(WorkAsync))];

        foreach ((byte key, byte delay) in additions)
        {
            Interlocked.Increment(ref added[key % Keys]);
            queue.AddAfter(key % Keys, TimeSpan.FromMilliseconds(delay % 4));
            time.Advance(TimeSpan.FromMilliseconds(delay % 3));
        }

        bool isAllSeen = SpinWait.SpinUntil(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(1));
                return Enumerable.Range(0, Keys).All(key => Volatile.Read(ref seen[key]) == added[key]);
            },
            Eventually.Deadline);
        stop.Cancel();
        Task.WaitAll(workers);
        return isAllSeen && !isShared;

        async Task WorkAsync()
        {
            try
            {
                while (true)
                {
                    int key = await queue.TakeAsync(stop.Token);
                    isShared |= Interlocked.Increment(ref holders[key]) != 1;
                    int now = Volatile.Read(ref added[key]);
                    await Task.Yield();
                    Interlocked.Decrement(ref holders[key]);
                    Volatile.Write(ref seen[key], now);
                    queue.Done(key);
                }
            }
            catch (OperationCanceledException)
            {
                // The property has been decided.
            }
        }
    }

    private async Task<int[]> DelaysAsync(int count)
    {
        List<int> delays = [];
        for (int i = 0; i < count; i++)
        {
            _queue.AddRateLimited("a");
            int waited = 0;
            while (_queue.Depth == 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                waited += 100;
            }

            await TakeAsync();
            _queue.Done("a");
            delays.Add(waited);
        }

        return [.. delays];
    }

    private RateLimitedQueue<string> New(QueueOptions options) => new("test", options, _time, new Random(1));

    private Task<string> TakeAsync() => Eventually.Completes(_queue.TakeAsync(CancellationToken.None).AsTask());
}
