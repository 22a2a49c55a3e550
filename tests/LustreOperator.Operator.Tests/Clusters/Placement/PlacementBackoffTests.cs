using LustreOperator.Kubernetes;
using LustreOperator.Placement;
using LustreOperator.TestKit;

namespace LustreOperator.Operator.Tests;

internal sealed class PlacementBackoffTests
{
    private static readonly ObjectKey s_key = new("qa", "hard");
    private static readonly PlacementFailure s_limit = new("stopped at its limit", "hard-oss-0", [], SearchLimitReached: true);

    private readonly ManualTimeProvider _time = new();
    private PlacementBackoff _backoff = null!;

    [SetUp]
    public void Start() => _backoff = new PlacementBackoff(_time);

    [Test]
    public void Search_that_ended_at_its_limit_is_begun_again_after_a_while_that_doubles_up_to_half_a_minute()
    {
        foreach (int seconds in new[] { 2, 4, 8, 16, 30, 30 })
        {
            _backoff.Note(s_key, 1, s_limit);
            Assert.That(_backoff.Find(s_key, 1), Is.EqualTo((s_limit, TimeSpan.FromSeconds(seconds))));
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.That(_backoff.Find(s_key, 1), Is.Null);
        }
    }

    [Test]
    public void New_spec_is_looked_at_at_once()
    {
        _backoff.Note(s_key, 1, s_limit);

        Assert.That(_backoff.Find(s_key, 2), Is.Null);
    }

    [Test]
    public void Cluster_that_waits_for_something_that_is_certain_is_looked_at_whenever_something_changes()
    {
        _backoff.Note(s_key, 1, s_limit with { SearchLimitReached = false });

        Assert.That(_backoff.Find(s_key, 1), Is.Null);
    }

    [Test]
    public void Cluster_that_was_placed_starts_at_the_shortest_while_again()
    {
        _backoff.Note(s_key, 1, s_limit);
        _backoff.Note(s_key, 1, s_limit);
        _backoff.Note(s_key, 1, null);
        _backoff.Note(s_key, 1, s_limit);

        Assert.That(_backoff.Find(s_key, 1)!.Value.For, Is.EqualTo(PlacementBackoff.Shortest));
    }
}
