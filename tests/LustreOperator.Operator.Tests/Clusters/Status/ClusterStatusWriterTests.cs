using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator.Tests;

internal sealed class ClusterStatusWriterTests
{
    private OperatorBench _bench = null!;

    private LustreCluster Cluster => _bench.Stores.Clusters.Get(OperatorBench.ClusterKey)!;

    [SetUp]
    public void Start()
    {
        _bench = new OperatorBench();
        _bench.Put(Given.Cluster());
    }

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public async Task Status_is_written_once_and_is_in_the_store()
    {
        bool first = await WriteAsync(Cluster, "1/2");
        bool second = await WriteAsync(Cluster, "1/2");

        Assert.That((first, second, Cluster.Status!.Placed), Is.EqualTo((true, false, "1/2")));
        Assert.That(_bench.Api.Writes, Has.Exactly(1).Items);
    }

    [Test]
    public async Task Conditions_in_another_order_are_no_news()
    {
        await WriteAsync(Cluster, "1/2");
        LustreCluster turned = Cluster with { Status = Cluster.Status! with { Conditions = [.. Cluster.Status.Conditions.Reverse()] } };

        Assert.That(await WriteAsync(turned, "1/2"), Is.False);
    }

    [Test]
    public async Task Status_never_lands_on_a_newer_version_of_the_object()
    {
        LustreCluster before = Cluster;
        await WriteAsync(before, "1/2");

        Assert.That(() => WriteAsync(before, "2/2"), Throws.TypeOf<KubernetesStatusException>().With.Property("IsConflict").True);
        Assert.That((string?)_bench.Cluster!["status"]!["placed"], Is.EqualTo("1/2"));
        Assert.That((string?)_bench.Api.Writes[0].Body!["metadata"]!["resourceVersion"], Is.EqualTo(before.Metadata.ResourceVersion));
    }

    [Test]
    public void Status_never_lands_on_another_object_of_the_name() =>
        Assert.That(
            () => WriteAsync(Cluster with { Metadata = Cluster.Metadata with { Uid = "another" } }, "1/2"),
            Throws.TypeOf<KubernetesStatusException>().With.Property("IsConflict").True);

    private Task<bool> WriteAsync(LustreCluster cluster, string placed) => _bench.Statuses.WriteAsync(
        cluster,
        new LustreClusterStatus { Placed = placed, ObservedGeneration = 1, Conditions = [Condition("Ready"), Condition("Accepted"), Condition("Placed")] },
        CancellationToken.None);

    private static Condition Condition(string type) => new() { Type = type, Status = ConditionStatus.True, Reason = "Test", LastTransitionTime = Given.Now };
}
