namespace LustreOperator.Kubernetes.Tests;

public sealed class StoreTests
{
    private readonly Store<Valve> _store = new(Valve.Resource);
    private readonly List<string> _changes = [];

    [SetUp]
    public void Subscribe() => _store.Subscribe(change =>
        _changes.Add($"{(change.IsAdded ? '+' : change.IsDeleted ? '-' : '~')}{change.Key.Name}@{(change.New ?? change.Old)!.Metadata.ResourceVersion}"));

    [Test]
    public void Own_write_is_read_at_once_and_older_events_do_not_undo_it()
    {
        List(10, Valve.Make("one", 5));
        _store.Assume(Valve.Make("one", 20, size: 2));
        Event(WatchEventType.Modified, Valve.Make("one", 15, size: 9));
        Assert.That(_store.Get(Valve.Key("one"))!.Spec.Size, Is.EqualTo(2));
        Event(WatchEventType.Modified, Valve.Make("one", 20, size: 2));
        Event(WatchEventType.Modified, Valve.Make("one", 25, size: 3));
        Assert.That(_store.Get(Valve.Key("one"))!.Spec.Size, Is.EqualTo(3));
        Assert.That(_changes, Is.EqualTo(new[] { "+one@5", "~one@20", "~one@25" }));
    }

    [Test]
    public void Own_creation_survives_a_list_that_was_asked_for_before_it()
    {
        long begun = _store.BeginReplace();
        _store.Assume(Valve.Make("mine", 20));
        _store.Replace(new ResourceList<Valve>([], "15", "", []), begun);
        Assert.That(_store.Get(Valve.Key("mine")), Is.Not.Null);

        List(30);
        Assert.That(_store.Get(Valve.Key("mine")), Is.Null);
    }

    [Test]
    public void Own_write_is_not_undone_by_a_list_that_was_asked_for_before_it()
    {
        List(10, Valve.Make("one", 5));
        long begun = _store.BeginReplace();
        _store.Assume(Valve.Make("one", 20, size: 2));
        _store.Replace(new ResourceList<Valve>([Valve.Make("one", 5)], "15", "", []), begun);
        Assert.That(_store.Get(Valve.Key("one"))!.Spec.Size, Is.EqualTo(2));
    }

    [Test]
    public void Own_deletion_is_seen_at_once_and_stale_events_bring_nothing_back()
    {
        List(10, Valve.Make("one", 5));
        _store.AssumeDeleted(Valve.Key("one"), "uid-one");
        Event(WatchEventType.Modified, Valve.Make("one", 12));
        Assert.That(_store.Get(Valve.Key("one")), Is.Null);
        Event(WatchEventType.Added, Valve.Make("one", 14, uid: "another"));
        Event(WatchEventType.Deleted, Valve.Make("one", 13));
        Assert.That(_store.Get(Valve.Key("one"))!.Metadata.Uid, Is.EqualTo("another"));
    }

    [Test]
    public void Deletion_of_the_same_incarnation_is_final_whatever_its_version()
    {
        _store.Assume(Valve.Make("one", 50));
        Event(WatchEventType.Deleted, Valve.Make("one", 49));
        Assert.That(_store.Count, Is.Zero);
    }

    [Test]
    public void Answer_to_an_own_write_that_comes_in_after_the_deletion_brings_nothing_back()
    {
        List(10, Valve.Make("one", 5));
        Event(WatchEventType.Deleted, Valve.Make("one", 13));
        _store.Assume(Valve.Make("one", 12, size: 2));
        Assert.That(_store.Count, Is.Zero);

        _store.Assume(Valve.Make("one", 14, uid: "another"));
        Assert.That(_store.Get(Valve.Key("one"))!.Metadata.Uid, Is.EqualTo("another"));
    }

    [Test]
    public void Answer_to_an_own_write_that_comes_in_after_a_list_without_the_object_brings_nothing_back()
    {
        List(10, Valve.Make("one", 5));
        List(20);
        _store.Assume(Valve.Make("one", 12, size: 2));
        Assert.That(_store.Count, Is.Zero);
    }

    [Test]
    public void Index_follows_every_change()
    {
        List(10, Valve.Make("one", 5, size: 1), Valve.Make("two", 6, size: 1));
        _store.AddIndex("size", valve => [$"{valve.Spec.Size}"]);
        Event(WatchEventType.Modified, Valve.Make("two", 11, size: 2));
        Event(WatchEventType.Added, Valve.Make("three", 12, size: 2));
        Event(WatchEventType.Deleted, Valve.Make("one", 13, size: 1));
        Assert.That(_store.ByIndex("size", "1"), Is.Empty);
        Assert.That(_store.ByIndex("size", "2").Select(valve => valve.Metadata.Name), Is.EquivalentTo(new[] { "two", "three" }));
    }

    [Test]
    public void Late_subscriber_hears_of_everything_that_is_there_until_it_leaves()
    {
        List(10, Valve.Make("one", 5));
        List<StoreChange<Valve>> heard = [];
        using (_store.Subscribe(heard.Add))
        {
            Assert.That(heard, Has.Count.EqualTo(1));
        }

        Event(WatchEventType.Modified, Valve.Make("one", 11));
        Assert.That(heard, Has.Count.EqualTo(1));
    }

    [Test]
    public void Same_version_again_is_no_change()
    {
        List(10, Valve.Make("one", 5));
        List(11, Valve.Make("one", 5));
        Event(WatchEventType.Added, Valve.Make("one", 5));
        Assert.That(_changes, Is.EqualTo(new[] { "+one@5" }));
    }

    private void List(int version, params Valve[] valves) =>
        _store.Replace(new ResourceList<Valve>(valves, $"{version}", "", []), _store.BeginReplace());

    private void Event(WatchEventType type, Valve valve) =>
        _store.Apply(new WatchEvent<Valve>(type, valve.Metadata.ResourceVersion!, valve));
}
