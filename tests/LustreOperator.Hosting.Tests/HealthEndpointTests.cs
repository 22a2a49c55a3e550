using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LustreOperator.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Hosting.Tests;

public sealed class HealthEndpointTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly HealthChecks _checks = new();
    private readonly MetricsText _metrics = new(_ => false);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private HealthEndpoint _endpoint = null!;

    [SetUp]
    public async Task Start()
    {
        HealthEndpointOptions options = new() { Address = IPAddress.Loopback, Port = 0 };
        _endpoint = new HealthEndpoint(_checks, _metrics, options, _time, NullLogger<HealthEndpoint>.Instance);
        await _endpoint.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task Stop()
    {
        await Eventually.Completes(_endpoint.StopAsync(CancellationToken.None));
        _endpoint.Dispose();
        _metrics.Dispose();
        _http.Dispose();
    }

    [Test]
    public async Task Health_follows_the_heartbeats()
    {
        Heartbeat heart = new("loop", TimeSpan.FromSeconds(30), _time);
        _checks.AddAlive(heart);
        Assert.That(await GetAsync("/healthz"), Is.EqualTo((HttpStatusCode.OK, "loop: ok\n")));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.That(await GetAsync("/healthz"), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "loop: no heartbeat for 31 s\n")));
        heart.Beat();
        Assert.That((await GetAsync("/livez?verbose")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Ready_is_when_every_check_of_it_is_well_and_alive_goes_by_its_own()
    {
        string? missing = "not listed yet";
        _checks.AddReady("valves", () => missing);
        _checks.AddReady("pumps", () => null);
        Assert.That(await GetAsync("/readyz"), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "valves: not listed yet\npumps: ok\n")));
        Assert.That((await GetAsync("/healthz")).Status, Is.EqualTo(HttpStatusCode.OK));
        missing = null;
        Assert.That((await GetAsync("/readyz")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Other_paths_methods_and_noise_are_refused()
    {
        Assert.That((await GetAsync("/secrets")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        using HttpResponseMessage post = await _http.PostAsync(Address("/healthz"), content: null);
        Assert.That(post.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(await SayAsync("hello\r\n\r\n"), Does.StartWith("HTTP/1.1 400 "));
        Assert.That(await SayAsync(new string('x', 10_000)), Does.StartWith("HTTP/1.1 400 ").Or.Empty);
        Assert.That((await GetAsync("/healthz")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Silent_caller_is_let_go_at_the_time_limit()
    {
        using TcpClient silent = new();
        await silent.ConnectAsync(IPAddress.Loopback, _endpoint.Port);
        await Eventually.That(() => _time.ArmedTimers > 0);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(await Eventually.Completes(silent.GetStream().ReadAsync(new byte[1]).AsTask()), Is.Zero);
    }

    [Test]
    public void Metrics_are_written_as_prometheus_reads_them()
    {
        string name = $"test-{Guid.NewGuid()}";
        using MetricsText text = new(meter => meter.Name == name);
        using Meter meter = new(name);
        meter.CreateCounter<long>("requests.sent", description: "Requests").Add(2, new KeyValuePair<string, object?>("code", "2\"0"));
        UpDownCounter<int> depth = meter.CreateUpDownCounter<int>("depth");
        depth.Add(3);
        depth.Add(-1);
        meter.CreateObservableGauge("hosts", () => new Measurement<int>(7, new KeyValuePair<string, object?>("zone", "a")));
        meter.CreateHistogram("took", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 2] }).Record(1);
        Assert.That(text.Write(), Is.EqualTo("""
            # TYPE depth gauge
            depth 2
            # TYPE hosts gauge
            hosts{zone="a"} 7
            # HELP requests_sent_total Requests
            # TYPE requests_sent_total counter
            requests_sent_total{code="2\"0"} 2
            # TYPE took histogram
            took_bucket{le="0.5"} 0
            took_bucket{le="2"} 1
            took_bucket{le="+Inf"} 1
            took_sum 1
            took_count 1

            """));
    }

    private Uri Address(string path) => new($"http://127.0.0.1:{_endpoint.Port}{path}");

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(Address(path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<string> SayAsync(string text)
    {
        using TcpClient caller = new();
        await caller.ConnectAsync(IPAddress.Loopback, _endpoint.Port);
        try
        {
            await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
            using StreamReader reader = new(caller.GetStream());
            return await Eventually.Completes(reader.ReadToEndAsync());
        }
        catch (IOException)
        {
            // Closed on us with more unread.
            return "";
        }
    }
}
