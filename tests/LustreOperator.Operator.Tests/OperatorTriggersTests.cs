using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Operator.Tests;

/// <summary>Which clusters are looked at after which change.</summary>
internal sealed class OperatorTriggersTests
{
    private static readonly ObjectKey s_waiting = new("qa", "waiting");

    private CancellationTokenSource _stop = null!;
    private OperatorBench _bench = null!;
    private RateLimitedQueue<ObjectKey> _clusters = null!;
    private RateLimitedQueue<string> _hosts = null!;
    private Task _running = Task.CompletedTask;

    [SetUp]
    public async Task Start()
    {
        _stop = new CancellationTokenSource();
        _bench = new OperatorBench();
        _bench.Put(Given.Host);
        _bench.Put(Named("ha", "True"));
        _bench.Put(Named(s_waiting.Name, "False"));
        _bench.Put(Given.Machines(Given.Cluster())[0]);
        _clusters = new RateLimitedQueue<ObjectKey>("clusters", new QueueOptions(), _bench.Time, new Random(1));
        _hosts = new RateLimitedQueue<string>("hosts", new QueueOptions(), _bench.Time, new Random(1));
        _running = new OperatorTriggers(_bench.Stores, _bench.Ledger, _bench.Leases, "lustre-operator", _clusters, _hosts, _bench.Time).RunAsync(_stop.Token);
        await TakeAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => _running);
        _clusters.Dispose();
        _hosts.Dispose();
        _bench.Dispose();
        _stop.Dispose();
    }

    [Test]
    public async Task Claims_that_are_given_up_wake_those_whom_they_kept_waiting()
    {
        _bench.Ledger.OnFreed!([s_waiting]);

        Assert.That(await TakeAsync(), Is.EqualTo(new[] { s_waiting }));
    }

    [Test]
    public async Task New_spec_of_a_cluster_wakes_those_that_may_want_the_same_names()
    {
        _bench.Put(Named("ha-oss", "True"));
        await TakeAsync();

        _bench.Put(Named("ha", "True"), json => json["metadata"]!["generation"] = 7);

        Assert.That(await TakeAsync(), Is.EquivalentTo(new[] { OperatorBench.ClusterKey, new ObjectKey("qa", "ha-oss") }));
    }

    [TestCase("status of a cluster", false)]
    [TestCase("pinning", true)]
    [TestCase("disks", true)]
    [TestCase("memory", true)]
    [TestCase("powerState", false)]
    public async Task Machine_that_gives_something_up_wakes_who_waits(string what, bool wakes)
    {
        LustreMachine machine = Given.Machines(Given.Cluster())[0];
        _bench.Put(machine with
        {
            Metadata = machine.Metadata with { ResourceVersion = null },
            Spec = what switch
            {
                "pinning" => machine.Spec with { Cpu = machine.Spec.Cpu with { Pinning = CpuPinning.Shared } },
                "disks" => machine.Spec with { Disks = [new DiskSpec { Name = "ost", Size = Quantity.Of("1Gi"), Volume = "lun-3" }] },
                "memory" => machine.Spec with { Memory = machine.Spec.Memory with { Size = Quantity.Of("64Mi") } },
                "powerState" => machine.Spec with { PowerState = PowerState.Running },
                _ => machine.Spec,
            },
        });

        Assert.That((await TakeAsync()).Contains(s_waiting), Is.EqualTo(wakes));
    }

    [Test]
    public async Task Machine_is_its_clusters_affair_and_that_of_its_host_when_it_comes_or_goes()
    {
        await TakeHostsAsync();
        LustreMachine second = Given.Machines(Given.Cluster())[1];
        _bench.Put(second);
        (IReadOnlyList<ObjectKey> Clusters, IReadOnlyList<string> Hosts) came = (await TakeAsync(), await TakeHostsAsync());
        _bench.Put(second with { Metadata = second.Metadata with { ResourceVersion = null } });
        (IReadOnlyList<ObjectKey> Clusters, IReadOnlyList<string> Hosts) changed = (await TakeAsync(), await TakeHostsAsync());
        _bench.Stores.Machines.AssumeDeleted(ApiResources.Machines.KeyOf(second), second.Metadata.Uid!);

        Assert.That(came.Clusters, Is.EqualTo(new[] { OperatorBench.ClusterKey }));
        Assert.That(changed.Clusters, Is.EqualTo(new[] { OperatorBench.ClusterKey }));
        Assert.That((came.Hosts.Count, changed.Hosts.Count), Is.EqualTo((1, 0)));
        Assert.That(await TakeAsync(), Is.EquivalentTo(new[] { OperatorBench.ClusterKey, s_waiting }), "what is free now others may have");
        Assert.That(await TakeHostsAsync(), Is.EqualTo(new[] { "kvm1" }));
    }

    [Test]
    public async Task Host_that_is_fenced_lets_the_machines_of_its_clusters_go()
    {
        _bench.Put(Given.Host with { Spec = new KvmHostSpec { Fenced = true } });

        Assert.That(await TakeAsync(), Has.Member(OperatorBench.ClusterKey));
    }

    [TestCase("links", false)]
    [TestCase("memory", true)]
    public async Task Host_wakes_who_waits_when_it_has_something_else_for_them(string what, bool wakes)
    {
        KvmHostStatus status = Given.Host.Status!;
        _bench.Put(Given.Host with
        {
            Status = what == "links" ? status with { AgentVersion = "2" } : status with { Cells = [status.Cells[0] with { MemoryKiB = 8 << 20 }] },
        });

        Assert.That((await TakeAsync()).Contains(s_waiting), Is.EqualTo(wakes));
        Assert.That(await TakeHostsAsync(), Has.Member("kvm1"));
    }

    [Test]
    public async Task Cluster_that_is_gone_wakes_who_waits()
    {
        _bench.Stores.Clusters.AssumeDeleted(OperatorBench.ClusterKey, "ha-uid");

        Assert.That(await TakeAsync(), Has.Member(s_waiting));
    }

    private static LustreCluster Named(string name, string placed) => Given.Cluster() is var cluster ? cluster with
    {
        Metadata = cluster.Metadata with { Name = name, Uid = $"{name}-uid", Generation = 1, ResourceVersion = null },
        Status = new LustreClusterStatus
        {
            Conditions =
            [
                new Condition { Type = ClusterConditionTypes.Placed, Status = Enum.Parse<ConditionStatus>(placed), Reason = "Test" },
                new Condition { Type = ClusterConditionTypes.UpToDate, Status = ConditionStatus.True, Reason = "Test" },
            ],
        },
    } : cluster;

    // All that is to be looked at now.
    private async Task<IReadOnlyList<ObjectKey>> TakeAsync()
    {
        List<ObjectKey> taken = [];
        while (_clusters.Depth > 0)
        {
            ObjectKey key = await _clusters.TakeAsync(CancellationToken.None);
            _clusters.Done(key);
            taken.Add(key);
        }

        return taken;
    }

    private async Task<IReadOnlyList<string>> TakeHostsAsync()
    {
        List<string> taken = [];
        while (_hosts.Depth > 0)
        {
            string host = await _hosts.TakeAsync(CancellationToken.None);
            _hosts.Done(host);
            taken.Add(host);
        }

        return taken;
    }
}
