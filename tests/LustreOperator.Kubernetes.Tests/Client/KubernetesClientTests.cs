using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

public sealed class KubernetesClientTests
{
    private const string Lab = "apis/plumbing.example.com/v1alpha1/namespaces/lab/valves";

    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private ScriptedApi _api = null!;
    private KubernetesClient _client = null!;

    [SetUp]
    public void Start()
    {
        _api = new ScriptedApi();
        _client = _api.Client(_time, options => options.UserAgent = "tests/1");
    }

    [TearDown]
    public void Stop()
    {
        _client.Dispose();
        _api.Dispose();
        _stop.Dispose();
    }

    [Test]
    public async Task Get_asks_for_the_object_as_json_and_says_who_asks()
    {
        Task<Valve> got = _client.GetAsync(Valve.Resource, Valve.Key("one"), _stop.Token);
        ScriptedRequest request = await _api.NextAsync();
        Assert.That((request.Method, request.Target), Is.EqualTo(("GET", $"{Lab}/one")));
        Assert.That(request.Headers["Accept"], Is.EqualTo("application/json"));
        Assert.That(request.Headers["User-Agent"], Is.EqualTo("tests/1"));
        request.Answer(Valve.Make("one", 5, size: 3));
        Assert.That((await got).Spec.Size, Is.EqualTo(3));
    }

    [TestCase("..")]
    [TestCase(".")]
    [TestCase("")]
    [TestCase("../../../../../../api/v1/namespaces/default")]
    [TestCase("a%2fb")]
    public void Name_that_would_lead_elsewhere_is_refused_before_anything_is_sent(string name)
    {
        _api.Always = request => request.Answer(Valve.Make("elsewhere", 5));
        Assert.That(() => _client.GetAsync(Valve.Resource, new ObjectKey("lab", name), _stop.Token), Throws.InstanceOf<KubernetesNameException>());
        if (name.Length > 0)
        {
            Assert.That(() => _client.GetAsync(Valve.Resource, new ObjectKey(name, "one"), _stop.Token), Throws.InstanceOf<KubernetesNameException>());
        }

        Assert.That(_api.Count, Is.Zero);
    }

    [Test]
    public async Task Name_is_one_segment_of_the_path_whatever_is_in_it()
    {
        Uri? asked = null;
        using ScriptedApi api = new() { Always = request => request.Answer(Valve.Make("one", 5)), OnUri = uri => asked = uri };
        using KubernetesClient client = api.Client(_time);
        await client.GetAsync(Valve.Resource, new ObjectKey("lab", "system:a?b#c d"), _stop.Token);
        Assert.That(asked!.PathAndQuery, Is.EqualTo($"/{Lab}/system%3Aa%3Fb%23c%20d"));
    }

    [Test]
    public async Task Find_is_null_for_what_is_not_there()
    {
        Task<Valve?> found = _client.FindAsync(Valve.Resource, Valve.Key("one"), _stop.Token);
        (await _api.NextAsync()).Refuse(404, "NotFound");
        Assert.That(await found, Is.Null);
    }

    [Test]
    public async Task Create_posts_with_the_field_manager()
    {
        Task<Valve> created = _client.CreateAsync(Valve.Resource, Valve.Make("one", 0), new WriteOptions { DryRun = true, Strict = true }, _stop.Token);
        ScriptedRequest request = await _api.NextAsync();
        Assert.That((request.Method, request.Target), Is.EqualTo(("POST", $"{Lab}?fieldManager=lustre-operator&dryRun=All&fieldValidation=Strict")));
        Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/json"));
        Assert.That((string)request.Json["metadata"]!["name"]!, Is.EqualTo("one"));
        request.Answer(Valve.Make("one", 5), 201);
        Assert.That((await created).Metadata.ResourceVersion, Is.EqualTo("5"));
    }

    [Test]
    public async Task Replace_of_a_subresource_goes_to_its_path()
    {
        Task<Valve> replaced = _client.ReplaceAsync(
            Valve.Resource, Valve.Make("one", 5), new WriteOptions { Subresource = "status", FieldManager = "me" }, _stop.Token);
        ScriptedRequest request = await _api.NextAsync();
        Assert.That((request.Method, request.Target), Is.EqualTo(("PUT", $"{Lab}/one/status?fieldManager=me")));
        request.Answer(Valve.Make("one", 6));
        await replaced;
    }

    [Test]
    public async Task Apply_adds_what_names_the_object_and_nothing_else()
    {
        JsonObject fields = new() { ["metadata"] = new JsonObject { ["uid"] = "u" }, ["spec"] = new JsonObject { ["size"] = 2 } };
        Task<Valve> applied = _client.ApplyAsync(Valve.Resource, Valve.Key("one"), fields, new WriteOptions { Force = true }, _stop.Token);
        ScriptedRequest request = await _api.NextAsync();
        Assert.That((request.Method, request.Target), Is.EqualTo(("PATCH", $"{Lab}/one?fieldManager=lustre-operator&force=true")));
        Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/apply-patch+yaml"));
        JsonNode expected = JsonNode.Parse("""
            {"apiVersion":"plumbing.example.com/v1alpha1","kind":"Valve","metadata":{"uid":"u","name":"one"},"spec":{"size":2}}
            """)!;
        Assert.That(JsonNode.DeepEquals(request.Json, expected), Is.True, request.Body);
        request.Answer(Valve.Make("one", 6));
        await applied;
    }

    [Test]
    public async Task Patches_say_what_they_are()
    {
        Task<Valve> merged = _client.PatchAsync(
            Valve.Resource, Valve.Key("one"), Patch.Merge(new JsonObject { ["spec"] = null }), WriteOptions.Default, _stop.Token);
        ScriptedRequest request = await _api.NextAsync();
        Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/merge-patch+json"));
        Assert.That(request.Body, Is.EqualTo("""{"spec":null}"""));
        request.Answer(Valve.Make("one", 6));
        await merged;
        _ = _client.PatchAsync(Valve.Resource, Valve.Key("one"), Patch.Json([]), WriteOptions.Default, _stop.Token);
        Assert.That((await _api.NextAsync()).Headers["Content-Type"], Is.EqualTo("application/json-patch+json"));
    }

    [Test]
    public async Task Delete_sends_its_preconditions_and_tells_gone_from_waiting()
    {
        V1DeleteOptions options = new()
        {
            Preconditions = new V1Preconditions { Uid = "u", ResourceVersion = "5" },
            PropagationPolicy = "Foreground",
        };
        Task<Valve?> waiting = _client.DeleteAsync(Valve.Resource, Valve.Key("one"), options, _stop.Token);
        ScriptedRequest request = await _api.NextAsync();
        Assert.That(request.Method, Is.EqualTo("DELETE"));
        Assert.That(request.Body, Is.EqualTo(
            """{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"resourceVersion":"5","uid":"u"},"propagationPolicy":"Foreground"}"""));
        request.Answer(Valve.Make("one", 6));
        Assert.That(await waiting, Is.Not.Null);

        Task<Valve?> gone = _client.DeleteAsync(Valve.Resource, Valve.Key("one"), new V1DeleteOptions(), _stop.Token);
        (await _api.NextAsync()).Answer(200, """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}""");
        Assert.That(await gone, Is.Null);
    }

    [Test]
    public async Task Busy_server_is_asked_again_after_the_time_it_named()
    {
        Task<Valve> created = _client.CreateAsync(Valve.Resource, Valve.Make("one", 0), WriteOptions.Default, _stop.Token);
        (await _api.NextAsync()).Refuse(429, "TooManyRequests", retryAfterSeconds: 4);
        DateTimeOffset refused = _time.GetUtcNow();
        ScriptedRequest again = await _api.NextAsync(_time, TimeSpan.FromMilliseconds(100));
        Assert.That(_time.GetUtcNow() - refused, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(4)));
        again.Answer(Valve.Make("one", 5), 201);
        await Eventually.Completes(created);
    }

    [Test]
    public async Task Write_that_may_have_been_done_is_not_sent_again()
    {
        Task<Valve> created = _client.CreateAsync(Valve.Resource, Valve.Make("one", 0), WriteOptions.Default, _stop.Token);
        (await _api.NextAsync()).Refuse(503, "ServiceUnavailable", retryAfterSeconds: 1);
        Assert.That(async () => await Eventually.Completes(created), Throws.InstanceOf<KubernetesStatusException>());
        Assert.That(_api.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Retries_are_bounded()
    {
        _api.Always = request => request.Refuse(503, "ServiceUnavailable");
        Task<Valve> got = _client.GetAsync(Valve.Resource, Valve.Key("one"), _stop.Token);
        await Eventually.That(() => got.IsCompleted, _time, TimeSpan.FromSeconds(1));
        Assert.That(got.Exception!.InnerException, Is.InstanceOf<KubernetesStatusException>());
        Assert.That(_api.Count, Is.EqualTo(4));
    }

    [Test]
    public async Task Request_without_an_answer_ends_at_its_time_limit()
    {
        Task<Valve> got = _client.GetAsync(Valve.Resource, Valve.Key("one"), _stop.Token);
        ScriptedRequest request = await _api.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(
            async () => await Eventually.Completes(got),
            Throws.InstanceOf<KubernetesUnreachableException>().With.Message.Contains("no whole answer to GET"));
        await Eventually.Completes(request.Abandoned.Task);
    }

    [Test]
    public async Task Refused_connection_names_the_address_and_where_it_comes_from()
    {
        Task<Valve> got = _client.GetAsync(Valve.Resource, Valve.Key("one"), _stop.Token);
        (await _api.NextAsync()).Break();
        Assert.That(async () => await Eventually.Completes(got), Throws.InstanceOf<KubernetesUnreachableException>().With.Message.EqualTo(
            "the Kubernetes API at http://scripted.test cannot be reached: connection refused; "
            + "is the API server running, and is this its address? It comes from a scripted server"));
    }

    [Test]
    public async Task Connection_that_is_not_made_in_time_is_unreachable_and_no_cancellation()
    {
        Task<Valve> got = _client.GetAsync(Valve.Resource, Valve.Key("one"), _stop.Token);
        (await _api.NextAsync()).Break(new TaskCanceledException("A task was canceled.", new TimeoutException("A connection could not be established in time.")));
        Assert.That(async () => await Eventually.Completes(got), Throws.InstanceOf<KubernetesUnreachableException>());
    }

    [Test]
    public async Task Answer_that_is_no_json_says_so()
    {
        Task<Valve> got = _client.GetAsync(Valve.Resource, Valve.Key("one"), _stop.Token);
        (await _api.NextAsync()).Answer(200, "<html>a proxy's greeting</html>");
        Assert.That(async () => await Eventually.Completes(got), Throws.InstanceOf<KubernetesAnswerException>());
    }

    [Test]
    public async Task Any_json_can_be_asked_for()
    {
        Task<JsonNode> version = _client.GetJsonAsync("/version", _stop.Token);
        ScriptedRequest request = await _api.NextAsync();
        Assert.That(request.Target, Is.EqualTo("version"));
        request.Answer(200, """{"minor":"34"}""");
        Assert.That((string)(await version)["minor"]!, Is.EqualTo("34"));
    }

    [Test]
    public async Task Each_try_is_counted_by_its_answer_and_measured()
    {
        List<string> counted = [];
        using System.Diagnostics.Metrics.MeterListener listener = new();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name is "rest_client_requests_total" or "rest_client_request_duration_seconds")
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Note("count", tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Note("seconds", tags));
        listener.Start();

        // No other test has this method: the meters of all clients of a process have one name.
        using KubernetesMetrics metrics = new();
        using MetricsHandler handler = new(metrics, _time) { InnerHandler = new BusyAtFirst() };
        using HttpMessageInvoker http = new(handler);
        for (int i = 0; i < 2; i++)
        {
            using HttpRequestMessage request = new(new HttpMethod("COUNTED"), "http://scripted.test/");
            (await http.SendAsync(request, _stop.Token)).Dispose();
        }

        Assert.That(counted, Is.EqualTo((string[])["count code=429 method=COUNTED", "seconds verb=COUNTED", "count code=200 method=COUNTED", "seconds verb=COUNTED"]));

        void Note(string what, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string text = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            if (text.Contains("COUNTED", StringComparison.Ordinal))
            {
                counted.Add($"{what} {text}");
            }
        }
    }

    [Test]
    public async Task Watch_with_nothing_to_say_is_an_end()
    {
        Task<int> watched = CountAsync();
        (await _api.NextAsync()).Stream().Close();
        Assert.That(await Eventually.Completes(watched), Is.Zero);

        async Task<int> CountAsync()
        {
            int count = 0;
            await foreach (WatchEvent<Valve> _ in _client.WatchAsync(Valve.Resource, new WatchOptions(), _stop.Token))
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>A list is read whole, however long its answer hangs in the middle: the limit ends it.</summary>
    [Test]
    public async Task Answer_that_stops_in_the_middle_ends_at_the_time_limit()
    {
        Task<Valve> got = _client.GetAsync(Valve.Resource, Valve.Key("one"), _stop.Token);
        ScriptedStream half = (await _api.NextAsync()).Stream();
        half.SendText("{\"metadata\":");
        await Eventually.That(() => got.IsCompleted, _time, TimeSpan.FromSeconds(1));
        Assert.That(got.Exception!.InnerException, Is.InstanceOf<KubernetesUnreachableException>().With.Message.Contains("no whole answer"));
    }

    [Test]
    public async Task Requests_beyond_the_burst_wait_for_their_turn()
    {
        _api.Always = request => request.Answer(Valve.Make("one", 5));
        using KubernetesClient client = _api.Client(_time, options => (options.QueriesPerSecond, options.Burst) = (10, 2));
        Task<Valve>[] asked = [.. Enumerable.Range(0, 4).Select(_ => client.GetAsync(Valve.Resource, Valve.Key("one"), _stop.Token))];
        await Eventually.That(() => asked.Count(task => task.IsCompleted) == 2);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.That(() => asked.Count(task => task.IsCompleted) == 3);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.Completes(Task.WhenAll(asked));
    }

    private sealed class BusyAtFirst : HttpMessageHandler
    {
        private int _count;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(_count++ == 0 ? System.Net.HttpStatusCode.TooManyRequests : System.Net.HttpStatusCode.OK));
    }
}
