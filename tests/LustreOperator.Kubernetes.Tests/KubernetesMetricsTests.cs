using System.Diagnostics.Metrics;
using LustreOperator.Hosting;
using LustreOperator.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>The metrics that dashboards made for controller-runtime ask for.</summary>
public sealed class KubernetesMetricsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private ServiceProvider _services = null!;
    private MetricsText _text = null!;
    private KubernetesMetrics _metrics = null!;

    [SetUp]
    public void Start()
    {
        ServiceCollection services = new();
        services.AddHealthEndpoint(new HealthEndpointOptions { Port = 0 }, meters: [KubernetesMetrics.Name]);
        _services = services.BuildServiceProvider();
        _text = _services.GetRequiredService<MetricsText>();
        _metrics = new KubernetesMetrics(_services.GetRequiredService<IMeterFactory>());
    }

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        _metrics.Dispose();
        _text.Dispose();
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    [Test]
    public async Task Loop_tells_its_workers_those_at_work_and_how_long_they_have_been()
    {
        using RateLimitedQueue<string> queue = Queue("valves");
        TaskCompletionSource finish = new();
        Task running = Loop(queue, async (_, _) =>
        {
            await finish.Task;
            return ReconcileResult.Done;
        }).RunAsync(_stop.Token);
        PrometheusText idle = Scrape();
        queue.Add("first");
        await Eventually.That(() => Scrape()["controller_runtime_active_workers{controller=\"valves\"}"] == 1);
        _time.Advance(TimeSpan.FromSeconds(3));
        queue.Add("second");
        await Eventually.That(() => Scrape()["controller_runtime_active_workers{controller=\"valves\"}"] == 2);
        _time.Advance(TimeSpan.FromSeconds(1));
        PrometheusText busy = Scrape();
        finish.SetResult();
        await Eventually.That(() => Scrape()["controller_runtime_active_workers{controller=\"valves\"}"] == 0);
        PrometheusText done = Scrape();
        Assert.That(Figures(idle), Is.EqualTo((2, 0, 0, 0)));
        Assert.That(Figures(busy), Is.EqualTo((2, 2, 5, 4)));
        Assert.That(Figures(done), Is.EqualTo((2, 0, 0, 0)));
        await _stop.CancelAsync();
        await Eventually.Completes(running);

        static (double?, double?, double?, double?) Figures(PrometheusText text) => (
            text["controller_runtime_max_concurrent_reconciles{controller=\"valves\"}"], text["controller_runtime_active_workers{controller=\"valves\"}"],
            text["workqueue_unfinished_work_seconds{name=\"valves\"}"], text["workqueue_longest_running_processor_seconds{name=\"valves\"}"]);
    }

    [Test]
    public async Task Loop_that_has_ended_is_told_no_more()
    {
        using RateLimitedQueue<string> queue = Queue("valves");
        Task running = Loop(queue, (_, _) => Task.FromResult(ReconcileResult.Done)).RunAsync(_stop.Token);
        string[] before = Scrape().Series("controller_runtime_max");
        await _stop.CancelAsync();
        await Eventually.Completes(running);
        Assert.That((before, Scrape().Series("controller_runtime_max")), Is.EqualTo((new[] { "controller_runtime_max_concurrent_reconciles{controller=\"valves\"}" }, Array.Empty<string>())));
    }

    [Test]
    public async Task Failed_reconciles_are_counted_from_zero()
    {
        using RateLimitedQueue<string> queue = Queue("valves");
        Task running = Loop(queue, (key, _) => key == "bad" ? throw new TimeoutException() : Task.FromResult(ReconcileResult.Done)).RunAsync(_stop.Token);
        double? atFirst = Errors();
        queue.Add("good");
        queue.Add("bad");
        await Eventually.That(() => Scrape().Series("controller_runtime_reconcile_total").Length == 2);
        Assert.That((atFirst, Errors()), Is.EqualTo(((double?)0, (double?)1)));
        await _stop.CancelAsync();
        await Eventually.Completes(running);

        double? Errors() => Scrape()["controller_runtime_reconcile_errors_total{controller=\"valves\"}"];
    }

    [Test]
    public async Task Lease_is_told_as_wanted_from_the_start_held_while_held_and_not_after_the_process()
    {
        LeaseServer server = new();
        using ScriptedApi api = server.For("me");
        using KubernetesClient client = new(api.Connection(), new KubernetesClientOptions { MaxRetries = 1 }, _time, new Random(1));
        LeaseElector elector = new(
            client, new LeaseOptions { Namespace = "lab", Name = "leader", Identity = "me" }, _time, new Random(1), new ListLog(), _metrics);
        double? waiting = Status();
        Task running = elector.RunAsync(_stop.Token);
        await Eventually.Completes(elector.Acquired);
        double? held = Status();
        await _stop.CancelAsync();
        await Eventually.Completes(running);
        double? released = Status();
        elector.Dispose();
        Assert.That((waiting, held, released, Status()), Is.EqualTo(((double?)0, (double?)1, (double?)0, (double?)null)));

        double? Status() => Scrape()["leader_election_master_status{name=\"leader\"}"];
    }

    [Test]
    public async Task Names_keep_the_rules_of_promtool()
    {
        using RateLimitedQueue<string> queue = Queue("valves");
        using ScriptedApi api = new() { Always = request => request.AnswerList(10) };
        using KubernetesClient client = new(api.Connection(), new KubernetesClientOptions(), _time, new Random(1), _metrics);
        using LeaseElector elector = new(
            client, new LeaseOptions { Namespace = "lab", Name = "leader", Identity = "me" }, _time, new Random(1), new ListLog(), _metrics);
        Task running = Loop(queue, (_, _) => throw new TimeoutException()).RunAsync(_stop.Token);
        await client.ListAsync(Valve.Resource, new ListOptions(), CancellationToken.None);
        queue.Add("bad");
        await Eventually.That(() => Scrape().Series("workqueue_retries_total").Length == 1);
        PrometheusText text = Scrape();
        Assert.That(text.Problems(), Is.EqualTo(s_ofTheRuntime));
        Assert.That(text.MissingIn(RepositoryRoot.File("deploy", "METRICS.md")), Is.Empty);
        Assert.That(text.Families.Count(family => !family.Name.StartsWith("dotnet_", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(14));
        await _stop.CancelAsync();
        await Eventually.Completes(running);
    }

    [Test]
    public void Hosts_of_one_process_tell_each_its_own()
    {
        using KubernetesMetrics others = new();
        others.LoopStarted("others", 1, () => []);
        _metrics.LoopStarted("valves", 1, () => []);
        Assert.That(Scrape().Series("controller_runtime_max"), Is.EqualTo(new[] { "controller_runtime_max_concurrent_reconciles{controller=\"valves\"}" }));
    }

    /// <summary>.NET's own names, the same wherever its meter is shown.</summary>
    private static readonly string[] s_ofTheRuntime =
    [
        "dotnet_assembly_count: a suffix of histograms",
        "dotnet_process_cpu_count: a suffix of histograms",
        "dotnet_timer_count: a suffix of histograms",
    ];

    private RateLimitedQueue<string> Queue(string name) => new(name, new QueueOptions(), _time, new Random(1), _metrics);

    private ReconcileLoop<string> Loop(RateLimitedQueue<string> queue, Func<string, CancellationToken, Task<ReconcileResult>> reconcile) =>
        new(queue, reconcile, new ReconcileLoopOptions { Workers = 2, IsExpected = fault => fault is TimeoutException }, _time, new ListLog(), _metrics);

    private PrometheusText Scrape() => new(_text.Write());
}
