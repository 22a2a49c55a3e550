using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

public sealed class ReflectorTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ListLog _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<StoreChange<Valve>> _changes = [];
    private ScriptedApi _api = null!;
    private KubernetesClient _client = null!;
    private Store<Valve> _store = null!;
    private Task _running = Task.CompletedTask;

    [SetUp]
    public void Start()
    {
        _api = new ScriptedApi();
        _client = _api.Client(_time);
        _store = new Store<Valve>(Valve.Resource);
        _store.Subscribe(_changes.Add);
        Reflector<Valve> reflector = new(
            _client, Valve.Resource, _store, new ReflectorOptions { Namespace = "lab", LabelSelector = "a=b" }, _time, new Random(1), _log);
        _running = reflector.RunAsync(_stop.Token);
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
    public async Task Start_lists_then_watches_from_the_version_of_the_list()
    {
        ScriptedRequest list = await _api.NextAsync();
        Assert.That(list.Target, Is.EqualTo("apis/plumbing.example.com/v1alpha1/namespaces/lab/valves?labelSelector=a=b&limit=500"));
        Assert.That(_store.IsSynced, Is.False);
        list.AnswerList(10, Valve.Make("one", 5));

        ScriptedRequest watch = await _api.NextAsync();
        Assert.That(_store.IsSynced, Is.True);
        Assert.That(_store.Get(Valve.Key("one"))!.Spec.Size, Is.EqualTo(1));
        Assert.That(watch.Query("watch"), Is.EqualTo("true"));
        Assert.That(watch.Query("allowWatchBookmarks"), Is.EqualTo("true"));
        Assert.That(watch.Query("resourceVersion"), Is.EqualTo("10"));
        Assert.That(watch.Query("labelSelector"), Is.EqualTo("a=b"));
        Assert.That(int.Parse(watch.Query("timeoutSeconds")!), Is.InRange(300, 600));
    }

    [Test]
    public async Task Events_change_the_store_and_tell_old_and_new()
    {
        ScriptedStream stream = await WatchAsync(10, Valve.Make("one", 5));
        stream.Send("ADDED", Valve.Make("two", 11));
        stream.Send("MODIFIED", Valve.Make("one", 12, size: 7));
        stream.Send("DELETED", Valve.Make("two", 13));
        await Eventually.That(() => _changes.Count == 4, () => string.Join('\n', _changes));
        Assert.That(_changes.Select(change => (change.Key.Name, change.Old?.Spec.Size, change.New?.Spec.Size)), Is.EqualTo(new[]
        {
            ("one", (int?)null, (int?)1), ("two", null, 1), ("one", 1, 7), ("two", 1, null),
        }));
    }

    [Test]
    public async Task Clean_close_resumes_after_the_last_event()
    {
        ScriptedStream stream = await WatchAsync(10);
        stream.Send("ADDED", Valve.Make("one", 11));
        stream.Close();
        ScriptedRequest again = await _api.NextAsync(_time, TimeSpan.FromMilliseconds(200));
        Assert.That(again.Query("resourceVersion"), Is.EqualTo("11"));
    }

    [Test]
    public async Task Bookmark_moves_the_point_of_resumption()
    {
        ScriptedStream stream = await WatchAsync(10);
        stream.Bookmark(4711);
        stream.Close();
        ScriptedRequest again = await _api.NextAsync(_time, TimeSpan.FromMilliseconds(200));
        Assert.That(again.Query("resourceVersion"), Is.EqualTo("4711"));
        Assert.That(_store.Count, Is.Zero);
    }

    [Test]
    public async Task Clean_close_at_once_does_not_spin()
    {
        ScriptedStream stream = await WatchAsync(10);
        stream.Close();
        await Eventually.That(() => _log.Lines.Any(line => line.Contains("closed by the server")) && _time.ArmedTimers == 1);
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.That(_api.TryNext(out _), Is.False);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await _api.NextAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Gone_lists_again_and_surfaces_what_was_deleted_meanwhile(bool asEvent)
    {
        ScriptedStream stream = await WatchAsync(10, Valve.Make("stays", 5), Valve.Make("goes", 6));
        if (asEvent)
        {
            stream.Error(410, "Expired");
        }
        else
        {
            stream.Close();
            ScriptedRequest refused = await _api.NextAsync(_time, TimeSpan.FromMilliseconds(200));
            refused.Refuse(410, "Gone");
        }

        ScriptedRequest list = await _api.NextAsync();
        Assert.That(list.Query("watch"), Is.Null);
        list.AnswerList(90, Valve.Make("stays", 5), Valve.Make("comes", 80));
        ScriptedRequest watch = await _api.NextAsync();
        Assert.That(watch.Query("resourceVersion"), Is.EqualTo("90"));
        Assert.That(
            _changes.Skip(2).Select(change => (change.Key.Name, change.IsAdded, change.IsDeleted)),
            Is.EquivalentTo(new[] { ("goes", false, true), ("comes", true, false) }));
    }

    [Test]
    public async Task Recreated_meanwhile_surfaces_as_deleted_and_added()
    {
        ScriptedStream stream = await WatchAsync(10, Valve.Make("one", 5, uid: "first"));
        stream.Error(410, "Expired");
        (await _api.NextAsync()).AnswerList(90, Valve.Make("one", 80, uid: "second"));
        await _api.NextAsync();
        Assert.That(
            _changes.Skip(1).Select(change => (change.Old?.Metadata.Uid, change.New?.Metadata.Uid)),
            Is.EqualTo(new[] { ("first", (string?)null), (null, "second") }));
    }

    [Test]
    public async Task Restored_server_with_lower_versions_is_believed()
    {
        ScriptedStream stream = await WatchAsync(1000, Valve.Make("one", 900, size: 1));
        stream.SendLine("""
            {"type":"ERROR","object":{"kind":"Status","code":504,"reason":"Timeout","message":"Timeout: Too large resource version",
            """.Trim() + """
            "details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":1}}}
            """.Trim());
        (await _api.NextAsync()).AnswerList(20, Valve.Make("one", 12, size: 2));
        ScriptedRequest watch = await _api.NextAsync();
        Assert.That(watch.Query("resourceVersion"), Is.EqualTo("20"));
        Assert.That(_store.Get(Valve.Key("one"))!.Spec.Size, Is.EqualTo(2));
    }

    [Test]
    public async Task Silence_reconnects_from_where_it_was()
    {
        ScriptedRequest first = await ListAsync(10);
        first.Stream().Bookmark(12);
        await Eventually.That(() => _time.ArmedTimers > 0);
        ScriptedRequest again = await _api.NextAsync(_time, TimeSpan.FromSeconds(20));
        Assert.That(again.Query("resourceVersion"), Is.EqualTo("12"));
        Assert.That(_log.Lines, Has.Some.Contains("the watch brought nothing for 180 s"));
    }

    [Test]
    public async Task Malformed_line_reconnects_from_the_last_good_event()
    {
        ScriptedStream stream = await WatchAsync(10);
        stream.Send("ADDED", Valve.Make("one", 11));
        stream.SendLine("{\"type\":\"ADDED\",\"object\":{\"metad");
        ScriptedRequest again = await _api.NextAsync(_time, TimeSpan.FromMilliseconds(500));
        Assert.That(again.Query("resourceVersion"), Is.EqualTo("11"));
        Assert.That(_store.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Connection_that_breaks_within_a_line_loses_nothing()
    {
        ScriptedStream stream = await WatchAsync(10);
        stream.Send("ADDED", Valve.Make("one", 11));
        stream.SendText("{\"type\":\"ADDED\",\"obj");
        await Eventually.That(() => _store.Count == 1);
        stream.Break();
        ScriptedRequest again = await _api.NextAsync(_time, TimeSpan.FromMilliseconds(500));
        Assert.That(again.Query("resourceVersion"), Is.EqualTo("11"));
    }

    [Test]
    public async Task Unreadable_object_is_kept_as_it_was_and_stops_no_other()
    {
        ScriptedStream stream = await WatchAsync(10, Valve.Make("bad", 5), Valve.Make("good", 6));
        stream.SendLine("""{"type":"MODIFIED","object":{"metadata":{"name":"bad","namespace":"lab","uid":"uid-bad","resourceVersion":"11"},"spec":{"size":"x"}}}""");
        stream.Send("MODIFIED", Valve.Make("good", 12, size: 9));
        await Eventually.That(() => _store.Get(Valve.Key("good"))!.Spec.Size == 9);
        Assert.That(_store.Get(Valve.Key("bad")), Is.Not.Null);
        Assert.That(_log.Lines, Has.Some.StartsWith("Error: valves lab/bad: cannot be read"));

        stream.Error(410, "Expired");
        (await _api.NextAsync()).Answer(200, """
            {"metadata":{"resourceVersion":"30"},"items":[{"metadata":{"name":"bad","namespace":"lab","resourceVersion":"11"},"spec":{"size":"x"}}]}
            """);
        await _api.NextAsync();
        Assert.That(_store.Get(Valve.Key("bad")), Is.Not.Null);
        Assert.That(_store.Get(Valve.Key("good")), Is.Null);
    }

    [Test]
    public async Task List_takes_all_pages_before_the_store_changes()
    {
        (await _api.NextAsync()).AnswerList(10, "token-1", Valve.Make("one", 1));
        ScriptedRequest second = await _api.NextAsync();
        Assert.That(second.Query("continue"), Is.EqualTo("token-1"));
        Assert.That(_store.IsSynced, Is.False);
        second.AnswerList(10, Valve.Make("two", 2));
        await _api.NextAsync();
        Assert.That(_store.List().Select(valve => valve.Metadata.Name), Is.EquivalentTo(new[] { "one", "two" }));
    }

    [Test]
    public async Task Expired_page_begins_the_list_again()
    {
        (await _api.NextAsync()).AnswerList(10, "token-1", Valve.Make("old", 1));
        (await _api.NextAsync()).Refuse(410, "Expired");
        ScriptedRequest again = await _api.NextAsync();
        Assert.That(again.Query("continue"), Is.Null);
        again.AnswerList(20, Valve.Make("new", 15));
        await _api.NextAsync();
        Assert.That(_store.List().Select(valve => valve.Metadata.Name), Is.EqualTo(new[] { "new" }));
    }

    [Test]
    public async Task Outage_backs_off_and_is_logged_once()
    {
        (await _api.NextAsync()).Break();
        for (int i = 0; i < 5; i++)
        {
            (await _api.NextAsync(_time, TimeSpan.FromSeconds(2))).Break();
        }

        ScriptedRequest list = await _api.NextAsync(_time, TimeSpan.FromSeconds(2));
        list.AnswerList(10);
        await _api.NextAsync();
        Assert.That(_log.Lines.Where(line => line.StartsWith("Warning")), Has.Exactly(1).Items);
        Assert.That(_log.Lines, Has.Some.Contains("the Kubernetes API at http://scripted.test cannot be reached"));
        Assert.That(_log.Lines, Has.Some.Contains("up to date again"));
    }

    [Test]
    public async Task Cancel_ends_a_pending_read()
    {
        await WatchAsync(10);
        await _stop.CancelAsync();
        await Eventually.Completes(_running);
    }

    private async Task<ScriptedRequest> ListAsync(int version, params Valve[] valves)
    {
        (await _api.NextAsync()).AnswerList(version, valves);
        return await _api.NextAsync();
    }

    private async Task<ScriptedStream> WatchAsync(int version, params Valve[] valves) => (await ListAsync(version, valves)).Stream();
}
