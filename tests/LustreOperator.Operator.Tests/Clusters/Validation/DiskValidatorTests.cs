using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

internal sealed class DiskValidatorTests
{
    private const string Path = "spec.machines[oss].disks[d]";
    private static readonly DiskSpec s_retained = new() { Name = "d", Size = Quantity.Of("1Gi"), ReclaimPolicy = ReclaimPolicy.Retain };
    private static readonly DiskSpec s_named = new() { Name = "d", Size = Quantity.Of("1Gi"), Purpose = DiskPurpose.Data, Volume = "lun-3" };

    [Test]
    public void Retain_of_a_System_disk_is_a_fault() => Assert.That(Paths(Cluster(s_retained)), Is.EqualTo(new[] { $"{Path}.reclaimPolicy" }));

    [Test]
    public void Stored_default_of_a_cluster_that_was_accepted_is_none() => Assert.That(Paths(Accepted(Cluster(s_retained), generation: 1)), Is.Empty);

    [TestCase("""{"spec":{"machines":[{"name":"oss","disks":[{"name":"d","size":"1Gi"}]}]}}""", false)]
    [TestCase("""{"spec":{"machines":[{"name":"oss","disks":[{"name":"d","size":"1Gi","reclaimPolicy":"Retain"}]}]}}""", true)]
    [TestCase("""{"spec":{"machines":[{"name":"oss","disks":[{"name":"d","reclaimPolicy":"Retain"}]}]}}""", true)]
    [TestCase("""{"spec":{"machines":[{"name":"mds","disks":[{"name":"d","reclaimPolicy":"Retain"}]}]}}""", false)]
    [TestCase("not JSON", false)]
    public void Edit_of_a_cluster_of_then_is_judged_by_what_the_user_applied(string applied, bool isFault)
    {
        LustreCluster cluster = Accepted(Cluster(s_retained), generation: 7);
        cluster = cluster with
        {
            Metadata = cluster.Metadata with { Annotations = new Dictionary<string, string> { ["kubectl.kubernetes.io/last-applied-configuration"] = applied } },
        };

        Assert.That(Paths(cluster).Length > 0, Is.EqualTo(isFault));
    }

    [Test]
    public void Stored_default_that_a_machine_of_then_has_too_is_none_though_the_cluster_was_not_accepted_since()
    {
        LustreMachine machine = new() { Spec = new LustreMachineSpec { Group = "oss", Disks = [s_retained] } };

        Assert.That(Paths(Cluster(s_retained), machine), Is.Empty);
    }

    [Test]
    public void Retain_of_a_Data_disk_is_none() => Assert.That(Paths(Cluster(s_retained with { Purpose = DiskPurpose.Data })), Is.Empty);

    private static readonly TestCaseData[] s_faulty =
    [
        new TestCaseData(s_named with { Purpose = DiskPurpose.System }, "purpose").SetArgDisplayNames("purpose"),
        new TestCaseData(s_named with { Base = new BaseVolume { Volume = "golden" } }, "base").SetArgDisplayNames("base"),
        new TestCaseData(s_named with { ReclaimPolicy = ReclaimPolicy.Delete }, "reclaimPolicy").SetArgDisplayNames("reclaimPolicy"),
        new TestCaseData(s_retained with { ReclaimPolicy = null, IfKept = KeptVolumePolicy.Reuse }, "ifKept").SetArgDisplayNames("ifKept"),
    ];

    [TestCaseSource(nameof(s_faulty))]
    public void Setting_that_contradicts_another_is_a_fault(DiskSpec disk, string field) =>
        Assert.That(Paths(Cluster(disk)), Is.EqualTo(new[] { $"{Path}.{field}" }));

    [Test]
    public void One_volume_is_not_the_disk_of_two_machines() => Assert.That(Paths(Cluster(s_named, count: 2)), Is.EqualTo(new[] { $"{Path}.volume" }));

    [Test]
    public void Volume_is_named_for_one_machine_of_a_group() =>
        Assert.That(Paths(Overridden(s_named with { Volume = null }, ("ha-oss-1", "d", "lun-3"))), Is.Empty);

    [Test]
    public void Override_of_a_disk_that_the_group_does_not_have_is_a_fault() =>
        Assert.That(Paths(Overridden(s_named with { Volume = null }, ("ha-oss-1", "x", "lun-3"))), Is.EqualTo(new[] { "spec.overrides[ha-oss-1].disks[x].name" }));

    [Test]
    public void Override_of_a_System_disk_is_a_fault() =>
        Assert.That(Paths(Overridden(new DiskSpec { Name = "d", Size = Quantity.Of("1Gi") }, ("ha-oss-1", "d", "lun-3"))), Is.EqualTo(new[] { "spec.overrides[ha-oss-1].disks[d].volume" }));

    [Test]
    public void Volume_of_ours_is_named_once()
    {
        const string Volume = "qa.ha-oss-7.99999999-9999-9999-9999-999999999999.d.data";

        Assert.That(
            Paths(Overridden(s_named with { Volume = null }, ("ha-oss-0", "d", Volume), ("ha-oss-1", "d", Volume))),
            Is.EqualTo(new[] { "spec.overrides[ha-oss-1].disks[d].volume" }));
    }

    private static LustreCluster Cluster(DiskSpec disk, int count = 1) =>
        Given.Cluster(spec => spec with { Machines = [Given.Group(count) with { Disks = [disk] }] });

    private static LustreCluster Overridden(DiskSpec disk, params (string Machine, string Disk, string Volume)[] named) => Given.Cluster(spec => spec with
    {
        Machines = [Given.Group() with { Disks = [disk] }],
        Overrides = [.. named.Select(item => new MachineOverride { Machine = item.Machine, Disks = [new DiskOverride { Name = item.Disk, Volume = item.Volume }] })],
    });

    private static LustreCluster Accepted(LustreCluster cluster, long generation) => cluster with
    {
        Metadata = cluster.Metadata with { Generation = generation },
        Status = new LustreClusterStatus
        {
            Conditions = [new Condition { Type = ClusterConditionTypes.Accepted, Status = ConditionStatus.True, Reason = ClusterReasons.Valid, ObservedGeneration = 1 }],
        },
    };

    private static string[] Paths(LustreCluster cluster, params LustreMachine[] machines) =>
        [.. ClusterValidator.Validate(cluster, new Dictionary<string, string>(), machines).Select(fault => fault.Path)];
}
