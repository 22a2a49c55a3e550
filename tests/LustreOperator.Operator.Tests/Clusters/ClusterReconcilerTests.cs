using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator.Tests;

/// <summary>The operator at work on one cluster: what it writes, how often, and what it says when something cannot be done or read.</summary>
internal sealed class ClusterReconcilerTests
{
    private OperatorBench _bench = null!;

    [SetUp]
    public void Start() => _bench = OperatorBench.WithHost();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public async Task Host_is_held_before_a_machine_is_placed_on_it()
    {
        _bench.Put(Given.NewHost);
        _bench.Put(Given.Cluster());

        await _bench.SettleAsync();

        string[] steps = [.. _bench.Api.Writes.Select(write => $"{write.Method} {write.Path.Split('/')[^1]}")];
        Assert.That(steps.TakeWhile(step => step != "POST lustremachines"), Has.Member("PATCH kvm1"));
    }

    [Test]
    public async Task Search_that_ended_at_its_limit_is_begun_again_after_its_time_and_not_for_every_event()
    {
        // 17 machines that are all different on 16 hosts that are all different, one a host: no search tells that in any time.
        LustreCluster hard = Given.Cluster(spec => spec with
        {
            Machines = [.. Enumerable.Range(0, 17).Select(i => Given.Group(count: 1) with { Name = $"oss{i}", Cpu = new CpuSpec { Count = 3 } })],
        });
        _bench.Put(hard);
        foreach (int number in Enumerable.Range(1, 16))
        {
            _bench.Put(DifferentHost(number));
        }

        ReconcileResult first = await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None);
        _bench.Put(DifferentHost(17));
        ReconcileResult second = await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None);
        (string?, string?) placed = OperatorBench.Condition(_bench.Cluster, "Placed");
        _bench.Time.Advance(PlacementBackoff.Shortest);
        await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None);

        Assert.That((first.After, second.After), Is.EqualTo(((TimeSpan?)null, (TimeSpan?)PlacementBackoff.Shortest)));
        Assert.That(placed, Is.EqualTo(("False", ClusterReasons.DoesNotFit)));
        Assert.That(_bench.Stores.Machines.Count, Is.EqualTo(17));
    }

    [Test]
    public void Search_for_places_ends_with_the_reconcile()
    {
        _bench.Put(Given.Cluster());

        Assert.That(
            async () => await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_bench.Api.Writes, Is.Empty);
    }

    private static KvmHost DifferentHost(int number) => Given.Host with
    {
        Metadata = Given.Host.Metadata with { Name = $"kvm{number}", Uid = $"host-uid-{number}" },
        Status = Given.Host.Status! with
        {
            HostUuid = new Guid($"11111111-1111-1111-1111-{number:d12}"),
            Cells = [Given.Host.Status.Cells[0] with { MemoryKiB = (4 << 20) + (number << 10) }],
        },
    };

    [Test]
    public async Task Nothing_is_placed_on_a_host_that_is_being_deleted()
    {
        _bench.Put(Given.Host with { Metadata = Given.Host.Metadata with { DeletionTimestamp = Given.Now, Finalizers = ["somebody.else/s"] } });
        _bench.Put(Given.Cluster());

        await _bench.SettleAsync();

        Assert.That(OperatorBench.Condition(_bench.Cluster, "Placed"), Is.EqualTo(("False", ClusterReasons.DoesNotFit)));
        Assert.That(_bench.Stores.Machines.Count, Is.Zero);
    }

    [Test]
    public async Task Creation_of_a_whole_cluster_is_one_event()
    {
        _bench.Put(Given.Cluster());

        await _bench.SettleAsync();

        Assert.That(_bench.Told.Select(told => told.Reason), Is.EqualTo(new[] { "MachineCreated" }));
        Assert.That(_bench.Told.Single().Message, Does.Contain("ha-oss-0 on kvm1").And.Contain("ha-oss-1 on kvm1"));
    }

    [Test]
    public async Task Machine_that_is_refused_stops_no_other_of_its_batch()
    {
        _bench.Put(Given.Cluster());
        _bench.Api.Refuse = request => request.Method == "POST" && (string?)request.Body?["metadata"]?["name"] == "ha-oss-0" ? (403, "quota") : null;

        Assert.That(_bench.SettleAsync, Throws.InstanceOf<KubernetesStatusException>());

        Assert.That(_bench.Machine("ha-oss-1"), Is.Not.Null);
        Assert.That(OperatorBench.Condition(_bench.Cluster, "Ready"), Is.EqualTo(("False", ClusterReasons.MachinesNotReady)));
    }

    [Test]
    public async Task Status_that_is_refused_still_gets_its_Ready_through_with_the_servers_words()
    {
        _bench.Put(Given.Cluster());
        _bench.Api.Refuse = request => request.Path.EndsWith("ha/status", StringComparison.Ordinal) && (string?)request.Body!["status"]!["placed"] == "2/2"
            ? (422, "status.lnet: Too many") : null;

        await _bench.SettleAsync();

        Assert.That(OperatorBench.Condition(_bench.Cluster, "Ready"), Is.EqualTo(("False", ConditionReasons.StatusRefused)));
        Assert.That(_bench.Told.First(told => told.Reason == ConditionReasons.StatusRefused).Message, Does.Contain("status.lnet: Too many"));
    }

    [Test]
    public async Task Failure_that_nobody_foresaw_never_leaves_a_stale_Ready()
    {
        PutRunning();
        await _bench.SettleAsync();
        Assert.That(OperatorBench.Condition(_bench.Cluster, "Ready").Status, Is.EqualTo("True"));

        await _bench.Clusters.TellFailureAsync(OperatorBench.ClusterKey, new InvalidOperationException("a defect"), CancellationToken.None);
        await _bench.Clusters.TellFailureAsync(OperatorBench.ClusterKey, new InvalidOperationException("a defect"), CancellationToken.None);

        Assert.That(OperatorBench.Condition(_bench.Cluster, "Ready"), Is.EqualTo(("False", ConditionReasons.UnexpectedFault)));
        await _bench.SendEventsAsync();
        Assert.That(_bench.Told.Count(told => told.Reason == ConditionReasons.UnexpectedFault), Is.EqualTo(1));
    }

    [Test]
    public async Task Reconcile_of_a_cluster_that_is_as_wanted_writes_nothing()
    {
        PutRunning();
        await _bench.SettleAsync();
        _bench.Api.ForgetRequests();

        await _bench.SettleAsync();

        Assert.That(_bench.Api.Writes, Is.Empty);
    }

    [Test]
    public async Task Operator_writes_each_machine_twice_and_the_status_of_the_cluster_once_a_round()
    {
        _bench.Put(Given.Cluster());

        await _bench.SettleAsync();

        IEnumerable<string> writes = _bench.Api.Writes.Where(write => !write.Path.Contains("/kvmhosts/", StringComparison.Ordinal))
            .Select(write => $"{write.Method} {write.Path.Split('/', 6)[^1]}");
        Assert.That(writes, Is.EquivalentTo(new[]
        {
            "POST lustremachines", "POST lustremachines", "PATCH lustreclusters/ha/status",
            "PATCH lustremachines/ha-oss-0", "PATCH lustremachines/ha-oss-1", "PATCH lustreclusters/ha/status",
        }));
    }

    [Test]
    public void Step_that_was_planned_for_what_was_says_nothing_and_is_planned_again()
    {
        _bench.Put(Given.Cluster());
        foreach (LustreMachine machine in Given.Machines(Given.Cluster()))
        {
            _bench.Put(machine);
        }

        _bench.Api.Refuse = request => request.Method == "PATCH" && request.Path.Contains("/lustremachines/", StringComparison.Ordinal) ? (409, "modified") : null;

        Assert.That(() => _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None), Throws.TypeOf<KubernetesStatusException>());

        Assert.That(_bench.Cluster!["status"], Is.Null);
    }

    [Test]
    public async Task Refused_step_is_told_with_the_servers_words_and_its_status_is_written_once()
    {
        _bench.Put(Given.Cluster());
        _bench.Api.Refuse = request => request.Method == "POST" && request.Path.EndsWith("/lustremachines", StringComparison.Ordinal) ? (403, "exceeded quota") : null;

        await Assert.ThatAsync(() => _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None), Throws.TypeOf<KubernetesStatusException>());

        Assert.That(_bench.Cluster!["status"]!["conditions"]!.ToJsonString(), Does.Contain("the API server refused to create machine ha-oss-").And.Contain("exceeded quota"));
        Assert.That(_bench.Api.Writes.Count(write => write.Path.EndsWith("/status", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task Status_is_of_the_generation_that_was_looked_at()
    {
        _bench.Put(Given.Cluster());
        WhenAMachineIsMade(() => _bench.Put(
            Given.Cluster(spec => spec with { Machines = [Given.Group(count: 1)] }), json => json["metadata"]!["generation"] = 2));

        await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None);

        Assert.That(((int)_bench.Cluster!["status"]!["observedGeneration"]!, (string?)_bench.Cluster["status"]!["placed"]), Is.EqualTo((1, "2/2")));
    }

    [Test]
    public async Task Cluster_that_was_made_anew_meanwhile_hears_nothing_of_the_one_before()
    {
        _bench.Put(Given.Cluster());
        WhenAMachineIsMade(() => _bench.Put(Given.Cluster(), json => json["metadata"]!["uid"] = "another"));

        await _bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None);

        Assert.That(_bench.Cluster!["status"], Is.Null);
    }

    [Test]
    public async Task What_a_step_throws_that_nobody_foresaw_reaches_the_status_by_the_loop()
    {
        _bench.Put(Given.Cluster());
        _bench.Api.Before = request => request.Method == "POST" && request.Path.EndsWith("/lustremachines", StringComparison.Ordinal)
            ? throw new InvalidOperationException("a defect") : Task.CompletedTask;
        using RateLimitedQueue<ObjectKey> queue = new("clusters", new QueueOptions(), _bench.Time, new Random(1));
        ReconcileLoop<ObjectKey> loop = new(
            queue, _bench.Clusters.ReconcileAsync, new ReconcileLoopOptions { Workers = 1 }, _bench.Time, new TestKit.ListLog(), tell: _bench.Clusters.TellFailureAsync);
        using CancellationTokenSource stop = new();
        Task running = loop.RunAsync(stop.Token);

        queue.Add(OperatorBench.ClusterKey);
        await TestKit.Eventually.That(() => OperatorBench.Condition(_bench.Cluster, "Ready") == ("False", ConditionReasons.UnexpectedFault));
        await stop.CancelAsync();
        await running;

        await _bench.SendEventsAsync();
        Assert.That(_bench.Told.Single(told => told.Reason == ConditionReasons.UnexpectedFault).Message, Does.Contain("a defect"));
    }

    [Test]
    public async Task Cluster_whose_plans_lose_to_other_workers_says_so_and_comes_back_in_a_moment()
    {
        // Whatever CPU it is planned to have, another cluster has claimed by the time the search ends.
        int calls = 0;
        OperatorBench bench = null!;
        LustreMachine[] machines = [.. Given.Machines(Given.Cluster()).Select(machine => machine with { Metadata = machine.Metadata with { Name = "other-" + machine.Metadata.Name } })];
        using (bench = new OperatorBench(new HookedTime(() =>
        {
            if (calls++ % 2 == 0)
            {
                ObjectKey other = new("qa", "other");
                Assert.That(bench.Ledger.TryClaim(other, [machines[calls / 2 % 2]], bench.Ledger.Snapshot(other)), Is.True);
            }
        })))
        {
            bench.Put(Given.Host with { Status = Given.Host.Status! with { Cells = [Given.Host.Status.Cells[0] with { Cpus = [.. Given.Host.Status.Cells[0].Cpus.Take(2)] }] } });
            bench.Put(Given.Cluster(spec => spec with { Machines = [Given.Group(count: 1)] }));

            ReconcileResult result = await bench.Clusters.ReconcileAsync(OperatorBench.ClusterKey, CancellationToken.None);

            Assert.That(result.After, Is.EqualTo(TimeSpan.FromMilliseconds(100)));
            Assert.That(bench.Log.Lines, Is.EqualTo(new[] { "Warning: qa/ha: other workers took what it was planned to have 5 times; it is planned again in 100 ms" }));
            Assert.That(bench.Api.Writes, Is.Empty);
        }
    }

    private void WhenAMachineIsMade(Action act)
    {
        int made = 0;
        _bench.Api.Before = request =>
        {
            if (request.Method == "POST" && request.Path.EndsWith("/lustremachines", StringComparison.Ordinal) && Interlocked.Increment(ref made) == 1)
            {
                act();
            }

            return Task.CompletedTask;
        };
    }

    /// <summary>Does something whenever it is asked.</summary>
    private sealed class HookedTime(Action asked) : TimeProvider
    {
        public override long GetTimestamp()
        {
            asked();
            return 0;
        }
    }

    private void PutRunning()
    {
        _bench.Put(Given.Cluster());
        foreach (LustreMachine machine in Given.Machines(Given.Cluster(), admitted: true))
        {
            _bench.Put(machine.Running());
        }
    }
}
