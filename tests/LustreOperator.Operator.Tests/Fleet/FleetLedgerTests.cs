using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Operator.Tests;

/// <summary>What the operator's ledger knows of the stores, and how workers that place at the same time keep out of each other's way.</summary>
internal sealed class FleetLedgerTests
{
    private static readonly ObjectKey s_second = new("qa", "second");

    private OperatorBench _bench = null!;

    [SetUp]
    public void Start() => _bench = OperatorBench.WithHost();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public void Own_write_is_in_the_next_snapshot()
    {
        int before = FreeCpus(_bench.Ledger);

        _bench.Put(Given.Machines(Given.Cluster())[0]);

        Assert.That((before, FreeCpus(_bench.Ledger)), Is.EqualTo((4, 3)));
    }

    [Test]
    public void Machine_that_is_gone_holds_nothing_in_the_next_snapshot()
    {
        LustreMachine machine = Given.Machines(Given.Cluster())[0];
        _bench.Put(machine);
        _bench.Ledger.Snapshot();

        _bench.Stores.Machines.AssumeDeleted(ApiResources.Machines.KeyOf(machine), machine.Metadata.Uid!);

        Assert.That(FreeCpus(_bench.Ledger), Is.EqualTo(4));
    }

    [Test]
    public void Second_object_of_a_name_takes_the_place_of_the_first_though_nobody_looked_between()
    {
        LustreMachine[] machines = Given.Machines(Given.Cluster());
        _bench.Put(machines[0]);
        _bench.Ledger.Snapshot();
        _bench.Stores.Machines.AssumeDeleted(ApiResources.Machines.KeyOf(machines[0]), machines[0].Metadata.Uid!);
        LustreMachine second = machines[1] with { Metadata = machines[1].Metadata with { Name = machines[0].Metadata.Name, ResourceVersion = null } };

        _bench.Put(second);

        Assert.That(FreeCpus(_bench.Ledger), Is.EqualTo(3));
        Assert.That(_bench.Ledger.Snapshot().Places.Holdings("kvm1")!.Cpus.Single(cpu => cpu.Holders.Count > 0).Cpu, Is.EqualTo(1));
    }

    [Test]
    public void Change_that_cannot_be_worked_in_loses_none_of_the_others()
    {
        _bench.Ledger.Snapshot();
        KvmHost broken = Given.Host with { Metadata = Given.Host.Metadata with { Name = "kvm0", Uid = "broken" }, Status = new KvmHostStatus { Cells = [null!] } };
        _bench.Stores.Hosts.Assume(broken);
        _bench.Put(Given.Machines(Given.Cluster())[0]);
        Assert.That(() => _bench.Ledger.Snapshot(), Throws.TypeOf<NullReferenceException>());
        Assert.That(() => _bench.Ledger.Snapshot(), Throws.TypeOf<NullReferenceException>());

        _bench.Stores.Hosts.AssumeDeleted(ApiResources.Hosts.KeyOf(broken), "broken");

        Assert.That(FreeCpus(_bench.Ledger), Is.EqualTo(3));
    }

    [Test]
    public async Task Restart_builds_the_same_ledger()
    {
        _bench.Put(Given.Cluster());
        await _bench.SettleAsync();

        var anew = new FleetLedger(_bench.Stores);

        Assert.That(Holders(anew), Is.EqualTo(Holders(_bench.Ledger)).And.Length.EqualTo(2));
    }

    [Test]
    public async Task Cluster_that_is_placed_while_another_is_written_gets_none_of_its_CPUs()
    {
        _bench.Put(Cluster("ha", machines: 3));
        _bench.Put(Cluster(s_second.Name, machines: 1));
        WhileTheFirstMachineIsCreated(() => _bench.Clusters.ReconcileAsync(s_second, CancellationToken.None));

        await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None);

        string[] cpus = [.. _bench.Stores.Machines.List().SelectMany(machine => machine.Spec.Cpu.VcpuPins).Select(pin => $"{pin.Cpus}")];
        Assert.That(cpus, Is.EquivalentTo(new[] { "0", "1", "2", "3" }));
    }

    [Test]
    public async Task Cluster_for_which_nothing_is_left_by_one_that_is_written_waits_and_fits_when_that_is_refused()
    {
        List<ObjectKey> freed = [];
        _bench.Ledger.OnFreed = freed.AddRange;
        _bench.Put(Cluster("ha", machines: 4));
        _bench.Put(Cluster(s_second.Name, machines: 1));
        _bench.Api.Refuse = request => IsCreation(request) && ((string)request.Body!["metadata"]!["name"]!).StartsWith("ha-", StringComparison.Ordinal) ? (403, "quota") : null;
        (string?, string?) meanwhile = default;
        WhileTheFirstMachineIsCreated(async () =>
        {
            await _bench.Clusters.ReconcileAsync(s_second, CancellationToken.None);
            meanwhile = OperatorBench.Condition(_bench.Api.Find("apis/lustre-operator.dev/v1alpha1/namespaces/qa/lustreclusters/second"), "Placed");
        });

        Assert.That(async () => await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None), Throws.TypeOf<KubernetesStatusException>());
        await _bench.Clusters.ReconcileAsync(s_second, CancellationToken.None);

        Assert.That(meanwhile, Is.EqualTo(("False", ClusterReasons.DoesNotFit)));
        Assert.That(_bench.Stores.Machines.List().Select(machine => machine.Spec.Cluster), Is.EqualTo(new[] { s_second.Name }));
        Assert.That(freed, Is.EqualTo(new[] { s_second }));
    }

    [Test]
    public void Cluster_that_is_refused_wakes_nobody_who_did_not_wait_for_it_and_not_itself()
    {
        List<ObjectKey> freed = [];
        _bench.Ledger.OnFreed = freed.AddRange;
        _bench.Put(Cluster("ha", machines: 1));
        _bench.Put(Cluster(s_second.Name, machines: 1));
        _bench.Api.Refuse = request => IsCreation(request) ? (403, "quota") : null;
        WhileTheFirstMachineIsCreated(async () =>
        {
            // It fits beside the first.
            await Assert.ThatAsync(() => _bench.Clusters.ReconcileAsync(s_second, CancellationToken.None), Throws.TypeOf<KubernetesStatusException>());
        });

        Assert.That(async () => await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None), Throws.TypeOf<KubernetesStatusException>());

        Assert.That(freed, Is.Empty);
        Assert.That(FreeCpus(_bench.Ledger), Is.EqualTo(4));
    }

    [Test]
    public async Task Cluster_that_did_not_fit_beside_another_hears_when_that_is_written()
    {
        List<ObjectKey> freed = [];
        _bench.Ledger.OnFreed = freed.AddRange;
        _bench.Put(Cluster("ha", machines: 4));
        _bench.Put(Cluster(s_second.Name, machines: 1));
        WhileTheFirstMachineIsCreated(() => _bench.Clusters.ReconcileAsync(s_second, CancellationToken.None));

        await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None);
        await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None);

        Assert.That(freed, Is.EqualTo(new[] { s_second }));
    }

    [Test]
    public void Machine_that_was_there_already_stays_claimed_until_it_is_seen()
    {
        _bench.Put(Cluster("ha", machines: 1));
        _bench.Api.Refuse = request => IsCreation(request) ? (409, "AlreadyExists") : null;
        Assert.That(async () => await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None), Throws.TypeOf<KubernetesStatusException>());

        Assert.That(FreeCpus(_bench.Ledger), Is.EqualTo(3));
    }

    [Test]
    public void Next_plan_of_a_cluster_takes_the_place_of_its_claims()
    {
        LustreMachine[] machines = Given.Machines(Given.Cluster());
        _bench.Ledger.TryClaim(OperatorBench.ClusterKey, machines, _bench.Ledger.Snapshot());
        Fleet own = _bench.Ledger.Snapshot(OperatorBench.ClusterKey);

        bool again = _bench.Ledger.TryClaim(OperatorBench.ClusterKey, [machines[0]], own);

        Assert.That((own.Places.Holdings("kvm1")!.CpusFree, again, FreeCpus(_bench.Ledger)), Is.EqualTo((4, true, 3)));
    }

    [Test]
    public void Creation_whose_end_nobody_knows_stays_claimed_until_its_cluster_is_looked_at_again()
    {
        _bench.Put(Cluster("ha", machines: 1));
        _bench.Api.Refuse = request => IsCreation(request) ? (500, "etcdserver: request timed out") : null;
        Assert.That(async () => await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None), Throws.TypeOf<KubernetesStatusException>());
        int claimed = FreeCpus(_bench.Ledger);

        _bench.Stores.Clusters.AssumeDeleted(OperatorBench.ClusterKey, _bench.Stores.Clusters.Get(OperatorBench.ClusterKey)!.Metadata.Uid!);
        _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None).GetAwaiter().GetResult();

        Assert.That((claimed, FreeCpus(_bench.Ledger)), Is.EqualTo((3, 4)));
    }

    [Test]
    public void Plan_on_an_earlier_snapshot_loses_what_was_claimed_since()
    {
        LustreMachine[] machines = Given.Machines(Given.Cluster());
        Fleet snapshot = _bench.Ledger.Snapshot();

        bool first = _bench.Ledger.TryClaim(OperatorBench.ClusterKey, [machines[0]], snapshot);
        bool same = _bench.Ledger.TryClaim(s_second, [machines[0] with { Metadata = machines[0].Metadata with { Name = "other" } }], snapshot);
        bool different = _bench.Ledger.TryClaim(s_second, [machines[1]], snapshot);

        Assert.That((first, same, different), Is.EqualTo((true, false, true)));
    }

    [Test]
    public void Volume_that_two_plans_name_is_claimed_by_one()
    {
        LustreMachine[] machines = [.. Given.Machines(Given.Cluster()).Select(WithVolume)];
        Fleet snapshot = _bench.Ledger.Snapshot();

        bool first = _bench.Ledger.TryClaim(OperatorBench.ClusterKey, [machines[0]], snapshot);
        bool second = _bench.Ledger.TryClaim(s_second, [machines[1]], snapshot);
        _bench.Ledger.Release(OperatorBench.ClusterKey);
        bool afterwards = _bench.Ledger.TryClaim(s_second, [machines[1]], _bench.Ledger.Snapshot());

        Assert.That((first, second, afterwards), Is.EqualTo((true, false, true)));
    }

    [Test]
    public void Volumes_of_one_name_on_several_hosts_are_the_affair_of_their_plan()
    {
        LustreMachine[] machines = [.. Given.Machines(Given.Cluster()).Select(WithVolume)];

        Assert.That(_bench.Ledger.TryClaim(OperatorBench.ClusterKey, machines, _bench.Ledger.Snapshot()), Is.True);
    }

    [Test]
    public void Volume_is_lost_only_to_who_got_it_after_the_plan_was_made()
    {
        LustreMachine[] machines = [.. Given.Machines(Given.Cluster()).Select(WithVolume)];
        KeptVolumes before = _bench.Ledger.Snapshot().Volumes;
        _bench.Ledger.TryClaim(OperatorBench.ClusterKey, [machines[0]], _bench.Ledger.Snapshot());
        KeptVolumes now = _bench.Ledger.Snapshot().Volumes;

        Assert.That((now.TryClaim([machines[1]], before) is null, now.TryClaim([machines[1]], now) is null), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task Many_workers_give_no_CPU_twice()
    {
        foreach (int number in Enumerable.Range(2, 7))
        {
            _bench.Put(Given.Host with
            {
                Metadata = Given.Host.Metadata with { Name = $"kvm{number}", Uid = $"host-{number}" },
                Status = Given.Host.Status! with { HostUuid = new Guid(number, 0, 0, new byte[8]) },
            });
        }

        ObjectKey[] keys = [.. Enumerable.Range(0, 16).Select(number => new ObjectKey("qa", $"c{number}"))];
        foreach (ObjectKey key in keys)
        {
            _bench.Put(Cluster(key.Name, machines: 2));
        }

        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (key, cancel) => await UntilPlacedAsync(key, cancel));

        IEnumerable<string> cpus = _bench.Stores.Machines.List().SelectMany(machine => machine.Spec.Cpu.VcpuPins.Select(pin => $"{machine.Spec.Host} {pin.Cpus}"));
        Assert.That(cpus, Is.Unique.And.Exactly(32).Items);
    }

    private static LustreMachine WithVolume(LustreMachine machine) =>
        machine with { Spec = machine.Spec with { Disks = [new DiskSpec { Name = "ost", Pool = "san", Volume = "lun-3" }] } };

    private async Task UntilPlacedAsync(ObjectKey key, CancellationToken cancel)
    {
        while ((await _bench.Clusters.ReconcileAsync(key, cancel)).After is not null)
        {
        }
    }

    private void WhileTheFirstMachineIsCreated(Func<Task> act)
    {
        int creations = 0;
        _bench.Api.Before = async request =>
        {
            if (IsCreation(request) && Interlocked.Increment(ref creations) == 1)
            {
                await act();
            }
        };
    }

    private static bool IsCreation(TestKit.FakeRequest request) => request.Method == "POST" && request.Path.EndsWith("/lustremachines", StringComparison.Ordinal);

    private static LustreCluster Cluster(string name, int machines) => Given.Cluster(spec => spec with { Machines = [Given.Group(machines)] }) is var cluster
        ? cluster with { Metadata = cluster.Metadata with { Name = name, Uid = $"{name}-uid" } }
        : cluster;

    private static int FreeCpus(FleetLedger ledger) => ledger.Snapshot().Places.Holdings("kvm1")!.CpusFree;

    private static string[] Holders(FleetLedger ledger) => [.. ledger.Snapshot().Places.Holdings("kvm1")!.Cpus.SelectMany(cpu => cpu.Holders.Select(holder => $"{cpu.Cpu} {holder}"))];
}
