using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

/// <summary>What becomes of a new machine's Data disk when a host has a volume of an earlier machine of its name.</summary>
internal sealed class KeptVolumesTests
{
    private const string EarlierUid = "99999999-9999-9999-9999-999999999999";
    private const string Volume = $"qa.ha-oss-1.{EarlierUid}.ost.data";

    [Test]
    public void Machine_is_not_made_with_a_blank_disk_in_place_of_a_kept_one()
    {
        ClusterPlan plan = Plan(Cluster(), Hosts("kvm2"));

        Assert.That(plan.Actions.OfType<CreateMachine>(), Is.Empty);
        Assert.That(plan.Facts<PlacementFacts>()!.Reason, Is.EqualTo(ConditionReasons.KeptVolumeFound));
        Assert.That(plan.Unplaced!.Message, Does.Contain(Volume).And.Contain("kvm2"));
    }

    [Test]
    public void Reason_stands_in_the_condition_Placed()
    {
        LustreCluster cluster = Cluster();

        LustreClusterStatus status = ClusterStatusBuilder.Build(Plan(cluster, Hosts("kvm2")), [], null, null, Given.Now).Status;

        Assert.That(status.Conditions.Find(ClusterConditionTypes.Placed), Has.Property("Status").EqualTo(ConditionStatus.False).And.Property("Reason").EqualTo(ConditionReasons.KeptVolumeFound));
    }

    [Test]
    public void Volume_that_is_named_for_the_machine_places_it_on_the_host_that_has_it()
    {
        ClusterPlan plan = Plan(
            Cluster(spec => spec with { Overrides = [new MachineOverride { Machine = "ha-oss-1", Disks = [new DiskOverride { Name = "ost", Volume = Volume }] }] }), Hosts("kvm2"));

        Assert.That(Made(plan, "ha-oss-1"), Is.EqualTo(("kvm2", Volume)));
        Assert.That(Made(plan, "ha-oss-0").Volume, Is.Null);
    }

    [Test]
    public void Reuse_gives_the_machine_the_kept_volume_of_its_name() =>
        Assert.That(Made(Plan(Cluster(ifKept: KeptVolumePolicy.Reuse), Hosts("kvm2")), "ha-oss-1"), Is.EqualTo(("kvm2", Volume)));

    [Test]
    public void Reuse_of_one_of_several_waits_for_the_user_to_say_which()
    {
        HostVolume other = Kept with { Name = Volume.Replace('9', '8'), MachineUid = EarlierUid.Replace('9', '8') };

        Assert.That(Plan(Cluster(ifKept: KeptVolumePolicy.Reuse), Hosts("kvm2", Kept, other)).Facts<PlacementFacts>()!.Reason, Is.EqualTo(ConditionReasons.KeptVolumeFound));
    }

    [Test]
    public void New_makes_a_blank_one() => Assert.That(Made(Plan(Cluster(ifKept: KeptVolumePolicy.New), Hosts("kvm2")), "ha-oss-1").Volume, Is.Null);

    [Test]
    public void Host_that_is_fenced_still_tells_what_it_has() =>
        Assert.That(
            Plan(Cluster(), [.. Hosts("kvm2").Select(host => host.Metadata.Name == "kvm2" ? host with { Spec = host.Spec with { Fenced = true } } : host)]).Facts<PlacementFacts>()!.Reason,
            Is.EqualTo(ConditionReasons.KeptVolumeFound));

    [Test]
    public void Volume_that_no_host_lists_is_waited_for() =>
        Assert.That(Plan(Named(Volume), Hosts("kvm2", [])).Facts<PlacementFacts>()!.Reason, Is.EqualTo(ConditionReasons.VolumeMissing));

    [Test]
    public void Volume_that_we_did_not_make_is_left_for_the_agent_to_find() =>
        Assert.That(Made(Plan(Named("lun-3"), Hosts("kvm2", [])), "ha-oss-1").Volume, Is.EqualTo("lun-3"));

    [Test]
    public void Volume_of_a_machine_that_lives_is_not_taken()
    {
        LustreMachine living = new()
        {
            Metadata = new ObjectMeta { Namespace = "qa", Name = "ha-oss-1", Uid = EarlierUid },
            Spec = new LustreMachineSpec { Cluster = "other", Host = "kvm2", Disks = [Ost()] },
        };

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(Named(Volume)).On(Hosts("kvm2"), living));

        Assert.That(plan.Facts<PlacementFacts>()!.Reason, Is.EqualTo(ConditionReasons.VolumeInUse));
    }

    [Test]
    public void Volume_of_a_domain_without_a_machine_is_not_taken() =>
        Assert.That(Plan(Named(Volume), Hosts("kvm2", Kept with { Domain = "qa.ha-oss-1" })).Facts<PlacementFacts>()!.Reason, Is.EqualTo(ConditionReasons.VolumeInUse));

    [Test]
    public void New_disk_of_a_machine_that_exists_waits_too_and_the_rest_reaches_it()
    {
        LustreCluster before = Given.Cluster(spec => spec with { Machines = [Given.Group()] });
        LustreMachine[] machines = Given.Machines(before, admitted: true);
        LustreCluster after = Cluster();

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(after, machines).On(Hosts("kvm1")));

        Assert.That(plan.Outdated.Keys, Is.EqualTo(new[] { "ha-oss-1" }));
        Assert.That(plan.Actions.OfType<UpdateMachine>().Select(update => (update.Machine.Metadata.Name, update.Spec.Disks.Count)), Is.EqualTo(new[] { ("ha-oss-0", 1) }));
    }

    private static HostVolume Kept { get; } = new()
    {
        Pool = "default",
        Name = Volume,
        Namespace = "qa",
        Machine = "ha-oss-1",
        MachineUid = EarlierUid,
        Disk = "ost",
        Kept = true,
    };

    private static DiskSpec Ost(KeptVolumePolicy? ifKept = null) => new() { Name = "ost", Size = Quantity.Of("1Gi"), Purpose = DiskPurpose.Data, IfKept = ifKept };

    private static LustreCluster Cluster(Func<LustreClusterSpec, LustreClusterSpec>? change = null, KeptVolumePolicy? ifKept = null) =>
        Given.Cluster(spec => (change ?? (same => same))(spec with { Machines = [Given.Group() with { Disks = [Ost(ifKept)] }] }));

    private static LustreCluster Named(string volume) =>
        Cluster(spec => spec with { Overrides = [new MachineOverride { Machine = "ha-oss-1", Disks = [new DiskOverride { Name = "ost", Volume = volume }] }] });

    private static KvmHost[] Hosts(string with, params HostVolume[]? volumes) =>
    [
        .. new[] { "kvm1", "kvm2" }.Select(name => Given.Host with
        {
            Metadata = new ObjectMeta { Name = name, Uid = name },
            Status = Given.Host.Status! with
            {
                HostUuid = new Guid(name == "kvm1" ? "11111111-1111-1111-1111-111111111111" : "22222222-2222-2222-2222-222222222222"),
                DataVolumes = name == with ? volumes is null or { Length: 0 } ? [] : volumes : [],
                DataVolumesTotal = 0,
            },
        }),
    ];

    private static KvmHost[] Hosts(string with) => Hosts(with, Kept);

    private static ClusterPlan Plan(LustreCluster cluster, IReadOnlyList<KvmHost> hosts) => ClusterPlanner.Plan(Given.Observed(cluster).On([.. hosts]));

    private static (string Host, string? Volume) Made(ClusterPlan plan, string name)
    {
        LustreMachine machine = plan.Actions.OfType<CreateMachine>().Single(create => create.Machine.Metadata.Name == name).Machine;
        return (machine.Spec.Host, machine.Spec.Disks[0].Volume);
    }
}
