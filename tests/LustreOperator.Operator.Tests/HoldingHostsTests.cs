using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

/// <summary>Several clusters are placed at once, each by what it saw of the hosts.</summary>
internal sealed class HoldingHostsTests
{
    private OperatorBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new OperatorBench();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public async Task Host_that_was_held_for_another_cluster_since_is_not_written_again()
    {
        KvmHost seen = Seen();
        await HoldAsync(seen);
        await HoldAsync(seen);

        Assert.That(_bench.Api.Writes, Has.Exactly(1).Items);
        Assert.That((string?)_bench.Host!["metadata"]!["finalizers"]![0], Is.EqualTo(ApiNames.HostFinalizer));
    }

    [Test]
    public async Task Host_that_says_something_else_since_is_held_as_it_is_now()
    {
        KvmHost seen = Seen();
        KvmHost now = seen with { Metadata = seen.Metadata with { ResourceVersion = "later" } };
        _bench.Stores.Hosts.Assume(now);
        await HoldAsync(seen);

        Assert.That((string?)_bench.Api.Writes.Single().Body!["metadata"]!["resourceVersion"], Is.EqualTo("later"));
    }

    [TestCase(true, TestName = "Host_that_is_deleted_since_is_held_only_as_it_was_seen")]
    [TestCase(false, TestName = "Another_host_of_the_same_name_is_not_held_for_the_one_that_was_seen")]
    public async Task Host_that_was_not_seen_is_not_held(bool deleted)
    {
        KvmHost seen = Seen();
        _bench.Stores.Hosts.Assume(seen with
        {
            Metadata = deleted
                ? seen.Metadata with { DeletionTimestamp = Given.Now, ResourceVersion = "later" }
                : seen.Metadata with { Uid = "another", ResourceVersion = "later" },
        });
        await HoldAsync(seen);

        // The server refuses what names another version or another object.
        Assert.That((string?)_bench.Api.Writes.Single().Body!["metadata"]!["resourceVersion"], Is.EqualTo(seen.Metadata.ResourceVersion));
        Assert.That((string?)_bench.Api.Writes.Single().Body!["metadata"]!["uid"], Is.EqualTo(seen.Metadata.Uid));
    }

    private KvmHost Seen()
    {
        _bench.Put(Given.NewHost);
        return _bench.Stores.Hosts.List().Single();
    }

    private Task HoldAsync(KvmHost host) => _bench.Hands.ExecuteAsync(new HoldHost(host), CancellationToken.None);
}
