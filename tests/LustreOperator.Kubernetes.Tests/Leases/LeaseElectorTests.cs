using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

public sealed class LeaseElectorTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(250);

    private readonly ManualTimeProvider _time = new();
    private readonly LeaseServer _server = new();
    private readonly ListLog _log = new();
    private readonly List<IDisposable> _owned = [];
    private readonly CancellationTokenSource _stopOne = new();
    private readonly CancellationTokenSource _stopTwo = new();

    [TearDown]
    public void Drop()
    {
        _stopOne.Cancel();
        _stopTwo.Cancel();
        _owned.ForEach(thing => thing.Dispose());
        _stopOne.Dispose();
        _stopTwo.Dispose();
    }

    [Test]
    public async Task First_makes_the_lease_and_renews_it()
    {
        LeaseElector one = Elector("one");
        Task running = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        Assert.That(one.IsHeld, Is.True);
        Assert.That(_server.Holder, Is.EqualTo("one"));
        Assert.That((string)_server.Lease!["spec"]!["acquireTime"]!, Is.EqualTo("2026-01-01T00:00:00.000000Z"));
        await Eventually.That(() => _server.Writes >= 10, _time, s_step);
        Assert.That(one.IsHeld, Is.True);
        Assert.That((int)_server.Lease!["spec"]!["leaseTransitions"]!, Is.Zero);
        await _stopOne.CancelAsync();
        await Eventually.Completes(running);
    }

    [Test]
    public async Task Second_takes_over_only_after_the_first_knows_that_it_lost()
    {
        LeaseElector one = Elector("one");
        LeaseElector two = Elector("two");
        Task first = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        Task second = two.RunAsync(_stopTwo.Token);
        await Eventually.That(() => _server.Writes >= 3, _time, s_step);

        _server.CutOff = "one";
        bool bothHeld = false;
        await Eventually.That(
            () =>
            {
                bothHeld |= one.IsHeld && two.IsHeld;
                return two.Acquired.IsCompleted;
            },
            _time,
            s_step);
        Assert.That(bothHeld, Is.False);
        Assert.That(one.Lost.IsCancellationRequested, Is.True);
        Assert.That(async () => await Eventually.Completes(first), Throws.InstanceOf<LeaseLostException>());
        Assert.That((int)_server.Lease!["spec"]!["leaseTransitions"]!, Is.EqualTo(1));

        _server.CutOff = null;
        for (int seconds = 0; seconds < 300; seconds++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That((one.IsHeld, two.IsHeld), Is.EqualTo((false, true)));
        await _stopTwo.CancelAsync();
        await Eventually.Completes(second);
    }

    [Test]
    public async Task Held_expires_by_itself_though_no_timer_ran()
    {
        LeaseElector one = Elector("one");
        _ = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        _server.CutOff = "one";
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(one.IsHeld, Is.False);
    }

    [TestCase(-3600)]
    [TestCase(3600)]
    public async Task Wall_clock_that_jumps_changes_nothing(int seconds)
    {
        LeaseElector one = Elector("one");
        LeaseElector two = Elector("two");
        _ = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        _ = two.RunAsync(_stopTwo.Token);
        await Eventually.That(() => _server.Writes >= 3, _time, s_step);
        _time.JumpWallClock(TimeSpan.FromSeconds(seconds));
        int writes = _server.Writes;
        await Eventually.That(() => _server.Writes >= writes + 10, _time, s_step);
        Assert.That((one.IsHeld, two.IsHeld), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task Release_lets_the_next_in_at_once()
    {
        LeaseElector one = Elector("one");
        Task first = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        LeaseElector two = Elector("two");
        _ = two.RunAsync(_stopTwo.Token);
        await Eventually.That(() => _log.Lines.Any(line => line.Contains("held by one")));
        await _stopOne.CancelAsync();
        await Eventually.Completes(first);
        Assert.That((_server.Holder, one.IsHeld, one.Lost.IsCancellationRequested), Is.EqualTo(("", false, true)));
        DateTimeOffset released = _time.GetUtcNow();
        await Eventually.That(() => two.IsHeld, _time, s_step);
        Assert.That(_time.GetUtcNow() - released, Is.LessThan(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public async Task Duration_of_the_lease_itself_counts_and_not_ours()
    {
        _server.Store(Held("stranger", seconds: 60));
        LeaseElector one = Elector("one");
        DateTimeOffset start = _time.GetUtcNow();
        _ = one.RunAsync(_stopOne.Token);
        await Eventually.That(() => one.IsHeld, _time, s_step);
        Assert.That(_time.GetUtcNow() - start, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(60)));
    }

    [Test]
    public async Task Pre_made_lease_is_taken_and_what_others_wrote_stays()
    {
        JsonObject made = Held("", seconds: 1);
        made["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };
        made["metadata"]!["managedFields"] = new JsonArray();
        made["spec"]!["strategy"] = "OldestEmulationVersion";
        _server.Store(made);
        LeaseElector one = Elector("one", options =>
        {
            options.CreateWhenMissing = false;
            options.Annotations = new Dictionary<string, string> { ["host"] = "uuid" };
        });
        _ = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        Assert.That((string)_server.Lease!["metadata"]!["labels"]!["a"]!, Is.EqualTo("b"));
        Assert.That((string)_server.Lease!["metadata"]!["annotations"]!["host"]!, Is.EqualTo("uuid"));
        Assert.That((string)_server.Lease!["spec"]!["strategy"]!, Is.EqualTo("OldestEmulationVersion"));
    }

    [Test]
    public async Task Lease_made_by_hand_without_a_spec_is_free()
    {
        JsonObject made = Held("", seconds: 1);
        made.Remove("spec");
        _server.Store(made);
        LeaseElector one = Elector("one");
        _ = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        Assert.That(_server.Holder, Is.EqualTo("one"));
    }

    [Test]
    public async Task Refused_lease_is_never_taken_and_the_reason_is_said_once()
    {
        _server.Store(Held("", seconds: 1));
        LeaseElector one = Elector("one", options => options.Refuse = _ => "it is bound to another host");
        _ = one.RunAsync(_stopOne.Token);
        DateTimeOffset start = _time.GetUtcNow();
        await Eventually.That(() => _time.GetUtcNow() - start > TimeSpan.FromSeconds(30), _time, s_step);
        Assert.That(_server.Holder, Is.Empty);
        Assert.That(_log.Lines, Has.Exactly(1).Contains("it is bound to another host"));
    }

    [Test]
    public async Task Label_written_by_a_person_does_not_lose_the_lease()
    {
        LeaseElector one = Elector("one");
        _ = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        JsonObject labelled = (JsonObject)_server.Lease!.DeepClone();
        labelled["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };
        _server.Store(labelled);
        int writes = _server.Writes;
        await Eventually.That(() => _server.Writes >= writes + 3, _time, s_step);
        Assert.That((string)_server.Lease!["metadata"]!["labels"]!["a"]!, Is.EqualTo("b"));
        Assert.That(one.IsHeld, Is.True);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Lease_taken_by_another_or_deleted_is_lost_at_the_next_renewal(bool deleted)
    {
        LeaseElector one = Elector("one");
        Task running = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        if (deleted)
        {
            _server.Lease = null;
        }
        else
        {
            _server.Store(Held("thief", seconds: 15));
        }

        await Eventually.That(() => running.IsCompleted, _time, s_step);
        Assert.That(
            async () => await running,
            Throws.InstanceOf<LeaseLostException>().With.Message.Contains(deleted ? "it was deleted" : "thief holds it now"));
        Assert.That(one.Lost.IsCancellationRequested, Is.True);
    }

    [Test]
    public async Task Lease_of_a_kubelet_is_renewed_every_ten_seconds_and_given_up_after_two_thirds_of_it()
    {
        LeaseElector one = Elector("one", AsKubelet);
        _ = one.RunAsync(_stopOne.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await Eventually.Completes(one.Acquired);
        DateTimeOffset start = _time.GetUtcNow();
        await Eventually.That(() => _server.Writes >= 7, _time, s_step);

        Assert.That((_time.GetUtcNow() - start).TotalSeconds, Is.InRange(60, 63));

        _server.CutOff = "one";
        start = _time.GetUtcNow();
        await Eventually.That(() => one.Lost.IsCancellationRequested, _time, s_step);
        Assert.That((_time.GetUtcNow() - start).TotalSeconds, Is.InRange(16, 28));
    }

    [Test]
    public async Task Renewal_that_fails_is_tried_again_soon_and_not_only_at_the_next_period()
    {
        LeaseElector one = Elector("one", AsKubelet);
        _ = one.RunAsync(_stopOne.Token);
        await Eventually.Completes(one.Acquired);
        int tries = 0;
        _server.CutOff = "one";
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.That(() => _log.Lines.Count > 1, _time, s_step);
        _server.CutOff = null;
        int writes = _server.Writes;
        await Eventually.That(() => _server.Writes > writes || ++tries > 20, _time, s_step);

        Assert.That(_server.Writes, Is.GreaterThan(writes));
    }

    private static void AsKubelet(LeaseOptions options)
    {
        options.Duration = TimeSpan.FromSeconds(40);
        options.RenewDeadline = options.Duration * (2.0 / 3);
        options.RenewPeriod = TimeSpan.FromSeconds(10);
        options.RetryPeriod = TimeSpan.FromSeconds(2);
    }

    private static JsonObject Held(string holder, int seconds) => (JsonObject)JsonNode.Parse($$"""
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"leader","namespace":"lab"},
         "spec":{"holderIdentity":"{{holder}}","leaseDurationSeconds":{{seconds}},"renewTime":"2020-01-01T00:00:00.000000Z"} }
        """)!;

    private LeaseElector Elector(string identity, Action<LeaseOptions>? configure = null)
    {
        LeaseOptions options = new() { Namespace = "lab", Name = "leader", Identity = identity };
        configure?.Invoke(options);
        ScriptedApi api = _server.For(identity);
        KubernetesClient client = api.Client(_time);
        LeaseElector elector = new(client, options, _time, new Random(1), _log);
        _owned.AddRange([elector, client, api]);
        return elector;
    }
}
