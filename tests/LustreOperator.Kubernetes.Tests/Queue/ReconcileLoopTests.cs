using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

public sealed class ReconcileLoopTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ListLog _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _runs = [];
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _told = new();
    private RateLimitedQueue<string> _queue = null!;
    private Func<string, CancellationToken, Task<ReconcileResult>> _reconcile = (_, _) => Task.FromResult(ReconcileResult.Done);
    private ReconcileLoop<string> _loop = null!;
    private Task _running = Task.CompletedTask;

    [SetUp]
    public void Start()
    {
        _queue = new RateLimitedQueue<string>("valves", new QueueOptions { Jitter = 0 }, _time, new Random(1));
        ReconcileLoopOptions options = new() { Workers = 2, IsExpected = fault => fault is TimeoutException };
        _loop = new ReconcileLoop<string>(_queue, RunAsync, options, _time, _log, null, TellAsync);
        _running = _loop.RunAsync(_stop.Token);
    }

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Eventually.Completes(_running);
        _queue.Dispose();
        _stop.Dispose();
    }

    [Test]
    public async Task Success_forgets_and_requeues_when_asked()
    {
        _reconcile = (_, _) => Task.FromResult(ReconcileResult.RequeueAfter(TimeSpan.FromSeconds(30)));
        _queue.Add("a");
        await Eventually.That(() => _queue.Delayed == 1);
        _time.Advance(TimeSpan.FromSeconds(30));
        await RunsAsync(2);
        Assert.That(_queue.Failures("a"), Is.Zero);
    }

    [Test]
    public async Task Failure_comes_back_with_a_growing_delay_until_it_works()
    {
        int left = 2;
        _reconcile = (_, _) => left-- > 0 ? throw new InvalidOperationException("broken") : Task.FromResult(ReconcileResult.Done);
        _queue.Add("a");
        await Eventually.That(() => _queue.Delayed == 1);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.That(() => _runs.Count == 2 && _queue.Delayed == 1);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await Eventually.That(() => _queue.Failures("a") == 0);
        Assert.That(_log.Lines, Has.Exactly(2).Contains("InvalidOperationException"));
    }

    [Test]
    public async Task Failure_that_nobody_foresaw_is_told_of_its_object_and_an_expected_one_is_not()
    {
        _reconcile = (key, _) => throw (key == "b" ? new TimeoutException("late") : new InvalidOperationException("broken"));
        _queue.Add("b");
        _queue.Add("a");
        await Eventually.That(() => _queue.Delayed == 2);

        Assert.That(_told, Is.EqualTo(new[] { "a InvalidOperationException" }));
    }

    [Test]
    public async Task Reconcile_that_is_not_done_in_time_is_told_of_its_object()
    {
        _reconcile = async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancel);
            return ReconcileResult.Done;
        };
        _queue.Add("a");
        await Eventually.That(() => !_told.IsEmpty, _time, TimeSpan.FromSeconds(30));

        Assert.That(_told, Is.EqualTo(new[] { "a TimeoutException" }));
    }

    private Task TellAsync(string key, Exception failure, CancellationToken cancel)
    {
        _told.Enqueue($"{key} {failure.GetType().Name}");
        return Task.CompletedTask;
    }

    [Test]
    public async Task Expected_failure_is_one_line_without_a_stack_trace()
    {
        _reconcile = (_, _) => throw new TimeoutException("the hypervisor is slow");
        _queue.Add("a");
        await Eventually.That(() => _log.Lines.Count == 1);
        Assert.That(_log.Lines[0], Is.EqualTo("Warning: valves a: the hypervisor is slow; trying again"));
    }

    [Test]
    public async Task Hanging_key_ends_at_its_time_limit_and_holds_up_no_other()
    {
        _reconcile = async (key, cancel) =>
        {
            await Task.Delay(key == "hangs" ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, _time, cancel);
            return ReconcileResult.Done;
        };
        _queue.Add("hangs");
        _queue.Add("b");
        await RunsAsync(2);
        await Eventually.That(() => _log.Lines.Count == 1, _time, TimeSpan.FromSeconds(5));
        Assert.That(_log.Lines[0], Does.Contain("hangs: not done within its time limit of 120 s"));
    }

    [Test]
    public async Task Heart_stops_beating_when_a_worker_ignores_its_time_limit()
    {
        TaskCompletionSource<ReconcileResult> never = new();
        _reconcile = (_, _) => never.Task;
        await Eventually.That(() => _time.ArmedTimers > 0);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(_loop.Heartbeat.IsAlive, Is.True);
        _queue.Add("stuck");
        await RunsAsync(1);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(_loop.Heartbeat.IsAlive, Is.True);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(_loop.Heartbeat.IsAlive, Is.False);
        never.SetResult(ReconcileResult.Done);
    }

    private Task RunsAsync(int count) => Eventually.That(() => RunCount() == count);

    private int RunCount()
    {
        lock (_runs)
        {
            return _runs.Count;
        }
    }

    private Task<ReconcileResult> RunAsync(string key, CancellationToken cancel)
    {
        lock (_runs)
        {
            _runs.Add(key);
        }

        return _reconcile(key, cancel);
    }
}
