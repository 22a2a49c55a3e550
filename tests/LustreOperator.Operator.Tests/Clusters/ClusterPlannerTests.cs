using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

internal sealed class ClusterPlannerTests
{
    [Test]
    public void New_cluster_is_held_and_its_machines_are_created_Off_with_the_finalizer()
    {
        LustreCluster cluster = Given.Cluster();
        cluster = cluster with { Metadata = cluster.Metadata with { Finalizers = null } };

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster));

        Assert.That(Given.Steps(plan), Is.EqualTo(new[]
        {
            "hold the cluster until its machines are gone",
            "create machine ha-oss-0 on host kvm1 with host CPUs 0",
            "create machine ha-oss-1 on host kvm1 with host CPUs 1",
        }));
        LustreMachine made = plan.Actions.OfType<CreateMachine>().First().Machine;
        Assert.That(made.Spec.PowerState, Is.EqualTo(PowerState.Off));
        Assert.That(made.Metadata.Finalizers, Is.EqualTo(new[] { ApiNames.MachineFinalizer }));
        Assert.That(made.Metadata.OwnerReferences![0].Uid, Is.EqualTo("cluster-uid"));
        Assert.That(made.Metadata.Labels![ApiNames.HostLabel], Is.EqualTo("kvm1"));
    }

    [Test]
    public void Machines_are_switched_On_when_all_exist()
    {
        LustreCluster cluster = Given.Cluster();

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, Given.Machines(cluster)));

        Assert.That(Given.Steps(plan), Is.EqualTo(new[] { "update machine ha-oss-0: powerState Off -> Running", "update machine ha-oss-1: powerState Off -> Running" }));
    }

    [Test]
    public void Half_a_cluster_is_completed_and_not_yet_switched_On()
    {
        LustreCluster cluster = Given.Cluster();

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, Given.Machines(cluster)[0]));

        Assert.That(Given.Steps(plan), Is.EqualTo(new[] { "create machine ha-oss-1 on host kvm1 with host CPUs 1" }));
    }

    [Test]
    public void Half_a_cluster_that_no_longer_fits_is_taken_back()
    {
        LustreCluster cluster = Given.Cluster();
        ClusterObservation observed = Given.Observed(cluster, Given.Machines(cluster)[0]).On([Given.Host with { Spec = new KvmHostSpec { Unschedulable = true } }]);

        ClusterPlan plan = ClusterPlanner.Plan(observed);

        Assert.That(Given.Steps(plan), Is.EqualTo(new[] { "delete machine ha-oss-0: the rest of its cluster does not fit" }));
        Assert.That(plan.Unplaced, Is.Not.Null);
    }

    [Test]
    public void Cluster_that_runs_keeps_its_machines_when_more_do_not_fit()
    {
        LustreCluster cluster = Given.Cluster();
        LustreMachine[] machines = Given.Machines(cluster, admitted: true);
        LustreCluster larger = Given.Cluster(spec => spec with { Machines = [Given.Group(count: 5)] });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(larger, machines));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Unplaced!.Message, Does.StartWith("0/1 hosts fit oss-"));
    }

    [Test]
    public void Healthy_cluster_needs_nothing()
    {
        LustreCluster cluster = Given.Cluster();

        Assert.That(ClusterPlanner.Plan(Given.Observed(cluster, Given.Machines(cluster, admitted: true))).Actions, Is.Empty);
    }

    [Test]
    public void Smaller_count_deletes_the_highest_index()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Machines = [Given.Group(count: 1)] });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, Given.Machines(Given.Cluster(), admitted: true)));

        Assert.That(Given.Steps(plan), Is.EqualTo(new[] { "delete machine ha-oss-1: the spec asks for fewer" }));
    }

    [Test]
    public void More_vcpus_keep_the_cpu_that_the_machine_has()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Machines = [Given.Group() with { Cpu = new CpuSpec { Count = 2 } }] });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, Given.Machines(Given.Cluster(), admitted: true)));

        string[] pins = [.. plan.Actions.OfType<UpdateMachine>().Select(update => string.Join(' ', update.Spec.Cpu.VcpuPins.Select(pin => pin.Cpus)))];
        Assert.That(pins, Is.EqualTo(new[] { "0 2", "1 3" }));
    }

    [Test]
    public void Change_that_does_not_fit_leaves_the_machine_as_it_is_and_says_why()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Machines = [Given.Group() with { Cpu = new CpuSpec { Count = 4 } }] });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, Given.Machines(Given.Cluster(), admitted: true)));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Outdated.Keys, Is.EquivalentTo(new[] { "ha-oss-0", "ha-oss-1" }));
    }

    [Test]
    public void Faulty_spec_changes_nothing()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Machines = [Given.Group() with { Networks = ["nowhere"] }] });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, Given.Machines(Given.Cluster(), admitted: true)));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Faults, Has.Count.EqualTo(1));
    }

    [Test]
    public void Paused_cluster_only_tells_its_machines()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Paused = true, Machines = [Given.Group(count: 1)] });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, Given.Machines(Given.Cluster(), admitted: true)));

        Assert.That(Given.Steps(plan), Is.EqualTo(new[] { "update machine ha-oss-0: paused", "update machine ha-oss-1: paused" }));
    }

    [Test]
    public void Deleted_cluster_deletes_its_machines_and_goes_when_they_are_gone()
    {
        LustreCluster cluster = Given.Cluster();
        LustreCluster deleted = cluster with { Metadata = cluster.Metadata with { DeletionTimestamp = Given.Now } };
        LustreMachine[] machines = Given.Machines(cluster, admitted: true);

        Assert.That(ClusterPlanner.Plan(Given.Observed(deleted, machines)).Actions, Has.Count.EqualTo(2).And.All.TypeOf<DeleteMachine>());
        Assert.That(ClusterPlanner.Plan(Given.Observed(deleted, machines[0].Leaving(released: false))).Actions, Is.Empty);
        Assert.That(ClusterPlanner.Plan(Given.Observed(deleted)).Actions.Single(), Is.TypeOf<RemoveClusterFinalizer>());
    }

    [TestCase(true, false, true)]
    [TestCase(false, false, false)]
    [TestCase(false, true, true)]
    public void Machine_goes_when_its_host_released_it_or_is_fenced(bool released, bool fenced, bool goes)
    {
        LustreCluster cluster = Given.Cluster();
        LustreMachine machine = Given.Machines(cluster, admitted: true)[0].Leaving(released);
        ClusterObservation observed = Given.Observed(null, machine).On([Given.Host with { Spec = new KvmHostSpec { Fenced = fenced } }]);

        Assert.That(ClusterPlanner.Plan(observed).Actions.OfType<RemoveMachineFinalizer>().Any(), Is.EqualTo(goes));
    }

    [Test]
    public void Late_word_about_an_earlier_generation_releases_nothing()
    {
        LustreMachine machine = Given.Machines(Given.Cluster(), admitted: true)[0].Leaving(released: true);
        machine = machine with { Metadata = machine.Metadata with { Generation = 9 } };

        Assert.That(ClusterPlanner.Plan(Given.Observed(null, machine)).Actions, Is.Empty);
    }

    [Test]
    public void Machines_left_by_an_earlier_cluster_of_the_name_are_a_fault()
    {
        LustreCluster cluster = Given.Cluster();
        LustreCluster anew = cluster with { Metadata = cluster.Metadata with { Uid = "another" } };

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(anew, Given.Machines(cluster, admitted: true)));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Faults, Has.Count.EqualTo(2).And.All.Property("Problem").Contains("delete it first"));
    }

    [Test]
    public void Paused_cluster_says_what_waits()
    {
        LustreCluster cluster = Given.Cluster(spec => spec with { Paused = true, Machines = [Given.Group() with { Memory = new MemorySpec { Size = Quantity.Of("512Mi") } }] });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, Given.Machines(Given.Cluster(), admitted: true)));

        Assert.That(plan.Outdated.Keys, Is.EquivalentTo(new[] { "ha-oss-0", "ha-oss-1" }));
    }

    [Test]
    public void Machine_that_is_leaving_is_waited_for_before_it_is_made_anew()
    {
        LustreCluster cluster = Given.Cluster();
        LustreMachine[] machines = Given.Machines(cluster, admitted: true);

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(cluster, machines[0].Leaving(released: false), machines[1]));

        Assert.That(plan.Actions, Is.Empty);
    }

    [Test]
    public void Disk_of_a_machine_that_exists_keeps_its_size_and_the_user_is_told()
    {
        LustreCluster before = Given.Cluster(spec => spec with { Machines = [Given.Group() with { Disks = [Disk("1Gi")] }] });
        LustreCluster after = Given.Cluster(spec => spec with { Machines = [Given.Group() with { Disks = [Disk("2Gi"), Disk("3Gi") with { Name = "extra" }] }] });

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(after, Given.Machines(before, admitted: true)));

        Assert.That(plan.Actions.OfType<UpdateMachine>().First().Spec.Disks.Select(disk => disk.Size.ToString()), Is.EqualTo(new[] { "1Gi", "3Gi" }));
        Assert.That(plan.Outdated["ha-oss-0"], Does.StartWith("disks[root] cannot change on a machine that exists; delete machine ha-oss-0"));
    }

    private static DiskSpec Disk(string size) => new() { Name = "root", Size = Quantity.Of(size) };
}
