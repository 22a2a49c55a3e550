using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

public sealed class EventRecorderTests
{
    private static readonly ObjectReference s_alpha = ObjectReference.To(Valve.Resource, Valve.Make("alpha", 5));

    private readonly ManualTimeProvider _time = new();
    private readonly ListLog _log = new();
    private readonly CancellationTokenSource _stop = new();
    private ScriptedApi _api = null!;
    private KubernetesClient _client = null!;
    private EventRecorder _recorder = null!;
    private Task _running = Task.CompletedTask;

    [SetUp]
    public void Start()
    {
        _api = new ScriptedApi();
        _client = _api.Client(_time);
        EventRecorderOptions options = new()
        {
            Component = "lustre-agent",
            Instance = "host-1",
            LabelsOf = about => about.Kind == "Valve" ? new Dictionary<string, string> { ["where"] = "host-1" } : null,
            Capacity = 2,
            Remembered = 2,
            Tries = 3,
        };
        _recorder = new EventRecorder(_client, options, _time, _log);
    }

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Eventually.Completes(_running);
        _client.Dispose();
        _api.Dispose();
        _stop.Dispose();
    }

    [Test]
    public async Task Event_is_created_where_its_object_is()
    {
        Run();
        _recorder.Record(s_alpha, EventType.Warning, "VcpuPinDrifted", "vCPU 3 ran on 5");
        ScriptedRequest request = await _api.NextAsync();
        Assert.That(request.Method, Is.EqualTo("POST"));
        Assert.That(request.Target, Does.StartWith("api/v1/namespaces/lab/events?"));
        System.Text.Json.Nodes.JsonNode body = request.Json;
        Assert.That((string)body["metadata"]!["name"]!, Does.StartWith("alpha."));
        Assert.That(body["involvedObject"]!.ToJsonString(), Is.EqualTo(
            """{"apiVersion":"plumbing.example.com/v1alpha1","kind":"Valve","name":"alpha","namespace":"lab","uid":"uid-alpha"}"""));
        Assert.That((string)body["type"]!, Is.EqualTo("Warning"));
        Assert.That((string)body["reason"]!, Is.EqualTo("VcpuPinDrifted"));
        Assert.That((string)body["source"]!["component"]!, Is.EqualTo("lustre-agent"));
        Assert.That((string)body["reportingComponent"]!, Is.EqualTo("lustre-agent"));
        Assert.That((string)body["firstTimestamp"]!, Is.EqualTo("2026-01-01T00:00:00Z"));
        Assert.That((int)body["count"]!, Is.EqualTo(1));
        Assert.That((string)body["metadata"]!["labels"]!["where"]!, Is.EqualTo("host-1"));
        request.Answer(201, request.Body);
    }

    [Test]
    public async Task Object_that_has_no_labels_for_its_events_gets_them_without()
    {
        Run();
        _recorder.Record(s_alpha with { Kind = "Pipe" }, EventType.Normal, "Seen", "a pipe");
        Assert.That((await _api.NextAsync()).Json["metadata"]!["labels"], Is.Null);
    }

    [TestCase(500)]
    [TestCase(403)]
    [TestCase(429)]
    public async Task Event_that_is_not_taken_for_a_while_is_sent_later_under_the_same_name(int code)
    {
        Run();
        _recorder.Record(s_alpha, EventType.Normal, "Reason", "said");
        ScriptedRequest first = await RefusedAsync(code);
        ScriptedRequest second = await LaterAsync();
        second.Refuse(code, "NotNow");
        ScriptedRequest third = await LaterAsync();
        third.Answer(201, third.Body);

        Assert.That(new[] { second.Body, third.Body }, Is.All.EqualTo(first.Body));
        Assert.That(_recorder.Dropped, Is.Zero);
    }

    [Test]
    public async Task Event_whose_answer_was_lost_is_there_once_and_its_repeat_is_counted()
    {
        Run();
        _recorder.Record(s_alpha, EventType.Normal, "Reason", "said");
        ScriptedRequest first = await RefusedAsync(504);
        (await LaterAsync()).Refuse(409, "AlreadyExists");
        _recorder.Record(s_alpha, EventType.Normal, "Reason", "said");

        ScriptedRequest repeat = await _api.NextAsync();
        Assert.That(repeat.Method, Is.EqualTo("PATCH"));
        Assert.That(repeat.Target, Does.Contain($"/events/{first.Json["metadata"]!["name"]}?"));
    }

    [Test]
    public async Task Event_that_is_invalid_is_not_tried_again()
    {
        Run();
        _recorder.Record(s_alpha, EventType.Normal, "Reason", "said");
        (await _api.NextAsync()).Refuse(422, "Invalid");
        await Eventually.That(() => _recorder.Dropped == 1);
        await RecordAsync("next");
    }

    [Test]
    public async Task Cluster_scoped_object_has_its_events_in_the_namespace_default()
    {
        Run();
        _recorder.Record(s_alpha with { Namespace = "" }, EventType.Normal, "Seen", "a host");
        ScriptedRequest request = await _api.NextAsync();
        Assert.That(request.Target, Does.StartWith("api/v1/namespaces/default/events?"));
        Assert.That(request.Json["involvedObject"]!["namespace"], Is.Null);
    }

    [Test]
    public async Task Repeat_raises_the_count_and_a_forgotten_event_is_made_anew()
    {
        Run();
        string name = await RecordAsync("same");
        await Eventually.That(() => _time.ArmedTimers == 0);
        _time.Advance(TimeSpan.FromMinutes(1));
        _recorder.Record(s_alpha, EventType.Normal, "Reason", "same");
        ScriptedRequest repeat = await _api.NextAsync();
        Assert.That(repeat.Method, Is.EqualTo("PATCH"));
        Assert.That(repeat.Target, Does.StartWith($"api/v1/namespaces/lab/events/{name}?"));
        Assert.That(repeat.Body, Is.EqualTo("""{"count":2,"lastTimestamp":"2026-01-01T00:01:00Z"}"""));
        repeat.Refuse(404, "NotFound");
        Assert.That((await _api.NextAsync()).Method, Is.EqualTo("POST"));
    }

    [Test]
    public async Task Only_so_many_different_events_are_remembered()
    {
        Run();
        await RecordAsync("a");
        await RecordAsync("b");
        await RecordAsync("c");
        await RecordAsync("a");
    }

    [Test]
    public async Task Long_message_is_cut()
    {
        Run();
        _recorder.Record(s_alpha, EventType.Normal, "Reason", new string('x', 2000));
        string message = (string)(await _api.NextAsync()).Json["message"]!;
        Assert.That(message, Has.Length.EqualTo(1024).And.EndsWith("..."));
    }

    [Test]
    public void Full_queue_drops_and_counts_without_waiting()
    {
        for (int i = 0; i < 5; i++)
        {
            _recorder.Record(s_alpha, EventType.Normal, "Reason", $"{i}");
        }

        Assert.That(_recorder.Dropped, Is.EqualTo(3));
    }

    [Test]
    public async Task Refused_event_is_counted_and_said_once()
    {
        _api.Always = request => request.Refuse(400, "BadRequest", "events is forbidden");
        Run();
        for (int i = 1; i <= 3; i++)
        {
            _recorder.Record(s_alpha, EventType.Normal, "Reason", $"{i}");
            await Eventually.That(() => _recorder.Dropped == i);
        }

        Assert.That(_log.Lines, Has.Exactly(1).Contains("events is forbidden"));
    }

    [Test]
    public async Task Many_messages_of_one_reason_share_one_event_that_shows_the_last()
    {
        Run();
        for (int number = 1; number <= 6; number++)
        {
            _recorder.Record(s_alpha, EventType.Warning, "DoesNotFit", $"{number} of 9 hosts fit");
            ScriptedRequest created = await _api.NextAsync();
            Assert.That(created.Method, Is.EqualTo("POST"));
            created.Answer(201, created.Body);
        }

        _recorder.Record(s_alpha, EventType.Warning, "DoesNotFit", "7 of 9 hosts fit");
        ScriptedRequest repeated = await _api.NextAsync();

        Assert.That(repeated.Method, Is.EqualTo("PATCH"));
        Assert.That((int)repeated.Json["count"]!, Is.EqualTo(2));
        Assert.That((string)repeated.Json["message"]!, Does.EndWith("7 of 9 hosts fit"));
        repeated.Answer(200, """{"metadata":{"name":"x","namespace":"lab","resourceVersion":"1"},"involvedObject":{}}""");
    }

    // While none is taken, each is tried once: the queue is worked off.
    [Test]
    public async Task Event_that_is_never_taken_is_dropped_and_the_next_ones_are_tried_once()
    {
        Run();
        _recorder.Record(s_alpha, EventType.Normal, "Reason", "1");
        await RefusedAsync(500);
        (await LaterAsync()).Refuse(500, "NotNow");
        (await LaterAsync()).Refuse(500, "NotNow");
        await Eventually.That(() => _recorder.Dropped == 1);
        _recorder.Record(s_alpha, EventType.Normal, "Reason", "2");
        await RefusedAsync(500);
        await Eventually.That(() => _recorder.Dropped == 2);

        await RecordAsync("3");
    }

    private async Task<ScriptedRequest> RefusedAsync(int code)
    {
        ScriptedRequest request = await _api.NextAsync();
        request.Refuse(code, "NotNow");
        return request;
    }

    // Time goes on until the next request.
    private async Task<ScriptedRequest> LaterAsync()
    {
        Task<ScriptedRequest> next = _api.NextAsync();
        await Eventually.That(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return next.IsCompleted;
        });
        return await next;
    }

    private void Run() => _running = _recorder.RunAsync(_stop.Token);

    private async Task<string> RecordAsync(string message)
    {
        _recorder.Record(s_alpha, EventType.Normal, "Reason", message);
        ScriptedRequest request = await _api.NextAsync();
        Assert.That(request.Method, Is.EqualTo("POST"));
        request.Answer(201, request.Body);
        return (string)request.Json["metadata"]!["name"]!;
    }
}
