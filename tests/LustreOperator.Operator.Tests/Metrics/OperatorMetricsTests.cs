using LustreOperator.Api;
using LustreOperator.Hosting;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;
using LustreOperator.Resources;
using LustreOperator.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LustreOperator.Operator.Tests;

/// <summary>What the operator's /metrics tells of the lab and of its search for places.</summary>
internal sealed class OperatorMetricsTests
{
    private static readonly ObjectKey s_host = new("", "kvm1");

    private OperatorBench _bench = null!;

    [SetUp]
    public void Start() => _bench = OperatorBench.WithHost();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public async Task Machines_of_a_cluster_are_counted_by_state_as_the_state_changes()
    {
        Assert.That(Scrape().Series("lustre_cluster_machines"), Is.Empty);
        _bench.Put(Given.Cluster());
        await _bench.SettleAsync();
        Assert.That(Machines(Scrape()), Is.EqualTo(new double?[] { 2, 2, 2, 0, 0, 0 }));

        RunMachines(0);
        await _bench.SettleAsync();
        Assert.That(Machines(Scrape()), Is.EqualTo(new double?[] { 2, 2, 2, 1, 1, 1 }));

        static double?[] Machines(PrometheusText text) =>
            [.. new[] { "wanted", "placed", "should_run", "running", "in_sync", "ready" }.Select(state => text[$$"""lustre_cluster_machines{cluster="ha",namespace="qa",state="{{state}}"}"""])];
    }

    [Test]
    public async Task Pins_are_those_of_real_threads_and_a_machine_that_is_to_be_off_wants_none()
    {
        _bench.Put(Given.Cluster(spec => spec with { Machines = [Given.Group(count: 1) with { Cpu = new CpuSpec { Count = 2 } }] }));
        await _bench.SettleAsync();
        (double?, double?) started = Pins();
        IReadOnlyList<VcpuPin> pins = Machine().Spec.Cpu.VcpuPins;
        RunMachines(0, pins[0], pins[1] with { Cpus = CpuSet.Parse("0-3") });
        (double?, double?) oneLoose = Pins();
        RunMachines(0, [.. pins]);
        (double?, double?) all = Pins();
        _bench.Stores.Machines.Assume(Machine() with
        {
            Metadata = Machine().Metadata with { ResourceVersion = "9000" },
            Status = Machine().Status! with { Conditions = [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.Unknown }] },
        });
        (double?, double?) unheard = Pins();
        _bench.Stores.Machines.Assume(Machine() with
        {
            Metadata = Machine().Metadata with { ResourceVersion = "9001" },
            Spec = Machine().Spec with { PowerState = PowerState.Off },
        });
        Assert.That(
            new[] { started, oneLoose, all, unheard, Pins() },
            Is.EqualTo(new (double?, double?)[] { (2, 0), (2, 1), (2, 2), (2, 0), (0, 0) }));

        LustreMachine Machine() => _bench.Stores.Machines.List().Single();
        (double?, double?) Pins() => (
            Scrape()["""lustre_machine_pins{machine="ha-oss-0",namespace="qa",state="wanted"}"""],
            Scrape()["""lustre_machine_pins{machine="ha-oss-0",namespace="qa",state="in_sync"}"""]);
    }

    [Test]
    public async Task Cpus_of_a_host_are_each_counted_once_by_their_use()
    {
        _bench.Put(Given.Host with { Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "0" } } });
        Assert.That(Cpus(), Is.EqualTo(new double?[] { 3, 0, 0, 1 }));
        _bench.Put(Given.Cluster());
        await _bench.SettleAsync();
        Assert.That(Cpus(), Is.EqualTo(new double?[] { 1, 2, 0, 1 }));

        double?[] Cpus() => [.. new[] { "free", "dedicated", "shared", "reserved" }.Select(state => Scrape()[$$"""lustre_host_cpus{host="kvm1",state="{{state}}"}"""])];
    }

    [Test]
    public void Functions_of_a_host_are_each_counted_once_by_fabric_and_use()
    {
        _bench.Put(Given.Host with
        {
            Status = Given.Host.Status! with
            {
                Devices =
                [
                    Function("0000:41:00.0", 1, "ib-a"), Function("0000:41:00.1", 1, "ib-a"), Function("0000:42:00.0", 2, "ib-a"), Function("0000:43:00.0", 3, null),
                    Function("0000:44:00.0", 4, null) with { Offered = false },
                ],
            },
        });
        LustreMachine machine = Given.Machines(Given.Cluster())[0];
        _bench.Put(machine with { Spec = machine.Spec with { Networks = [new MachineNetwork { Name = "lnet", Device = PciAddress.Parse("0000:41:00.0") }] } });
        PrometheusText text = Scrape();
        Assert.That(
            text.Families.Single(family => family.Name == "lustre_host_devices").Samples.Select(sample => (sample.Labels["fabric"], sample.Labels["state"], sample.Value)),
            Is.EquivalentTo(new[] { ("ib-a", "free", 1.0), ("ib-a", "used", 1), ("ib-a", "blocked", 1), ("", "free", 1), ("", "used", 0), ("", "blocked", 0) }));

        static HostDevice Function(string address, int group, string? fabric) => new()
        {
            Address = PciAddress.Parse(address),
            Vendor = "15b3",
            Product = "1003",
            Class = new PciClass(0x020700),
            NumaNode = 0,
            IommuGroup = group,
            Fabric = fabric,
            Offered = true,
        };
    }

    [Test]
    public async Task Search_for_places_is_timed_and_a_refusal_is_counted_by_its_reason()
    {
        double? never = Scrape()["""lustre_placement_refusals_total{reason="cpus"}"""];
        _bench.Put(Given.Cluster());
        await _bench.SettleAsync();
        double? searches = Scrape()["lustre_placement_seconds_count"];
        _bench.Put(Given.Cluster(spec => spec with { Machines = [Given.Group(count: 3) with { Cpu = new CpuSpec { Count = 4 } }] }) with
        {
            Metadata = Given.Cluster().Metadata with { Name = "big", Uid = "other" },
        });
        await _bench.Clusters.ReconcileAsync(new ObjectKey("qa", "big"), CancellationToken.None);
        Assert.That((never, searches), Is.EqualTo(((double?)0, (double?)1)));
        Assert.That(
            (Scrape()["lustre_placement_seconds_count"], Scrape()["""lustre_placement_refusals_total{reason="cpus"}"""]), Is.EqualTo(((double?)2, (double?)1)));
    }

    [Test]
    public async Task Figures_of_what_is_deleted_are_gone()
    {
        _bench.Put(Given.Cluster());
        await _bench.SettleAsync();
        int before = Lab().Length;
        foreach (LustreMachine machine in _bench.Stores.Machines.List())
        {
            _bench.Stores.Machines.AssumeDeleted(ApiResources.Machines.KeyOf(machine), machine.Metadata.Uid!);
        }

        _bench.Stores.Clusters.AssumeDeleted(OperatorBench.ClusterKey, "cluster-uid");
        _bench.Stores.Hosts.AssumeDeleted(s_host, "host-uid");
        Assert.That((before, Lab()), Is.EqualTo((6 + 4 + 4, Array.Empty<string>())));
    }

    [Test]
    public async Task Lab_is_told_by_the_leader_alone()
    {
        _bench.Put(Given.Cluster());
        await _bench.SettleAsync();
        _bench.Leads = false;
        Assert.That(Lab(), Is.Empty);
        Assert.That(Scrape()["lustre_placement_seconds_count"], Is.EqualTo(1));
    }

    [Test]
    public async Task Names_keep_the_rules_of_promtool()
    {
        _bench.Put(Given.Host with
        {
            Status = Given.Host.Status! with { Devices = [new HostDevice { Address = PciAddress.Parse("0000:41:00.0"), Vendor = "15b3", Product = "1003", Class = new PciClass(0x020700), Offered = true }] },
        });
        _bench.Put(Given.Cluster());
        await _bench.SettleAsync();
        PrometheusText text = Scrape();
        Assert.That(text.Problems().Where(problem => !problem.StartsWith("dotnet_", StringComparison.Ordinal)), Is.Empty);
        Assert.That(text.MissingIn(RepositoryRoot.File("deploy", "METRICS.md")), Is.Empty);
        Assert.That(
            text.Families.Select(family => family.Name).Where(name => name.StartsWith("lustre_", StringComparison.Ordinal)),
            Is.EqualTo(new[]
            {
                "lustre_cluster_machines", "lustre_host_cpus", "lustre_host_devices", "lustre_machine_pins", "lustre_placement_refusals_total", "lustre_placement_seconds",
            }));
    }

    [TestCase("cpus", HostRejectionKind.Cordoned, HostRejectionKind.Cpus, HostRejectionKind.Fenced)]
    [TestCase("duplicate_host_uuid", HostRejectionKind.DuplicateHostUuid)]
    [TestCase("no_hosts")]
    public void Refusal_is_the_word_of_the_host_that_came_closest(string word, params HostRejectionKind[] kinds)
    {
        PlacementFailure failure = new("a sentence", "oss", [.. kinds.Select(kind => new HostRejection("kvm", kind, "a reason"))], SearchLimitReached: false);
        Assert.That(PlacementRefusals.Of(failure), Is.EqualTo(word));
        Assert.That(PlacementRefusals.Of(failure with { SearchLimitReached = true }), Is.EqualTo("search_limit"));
        Assert.That(PlacementRefusals.All, Is.SupersetOf(new[] { word, "search_limit" }).And.Unique);
    }

    [Test]
    public void Program_shows_them()
    {
        using UnreachableCluster cluster = new();
        using IHost host = OperatorHost.Build(new OperatorOptions { Kubeconfig = cluster.Kubeconfig, HealthPort = 0 }, _ => { });
        Assert.That(host.Services.GetServices<IHostedService>(), Is.Not.Empty);
        PrometheusText text = new(host.Services.GetRequiredService<MetricsText>().Write());
        Assert.That(text.Families.Select(family => family.Name), Is.SupersetOf(new[] { "lustre_placement_refusals_total", "leader_election_master_status" }));
    }

    private PrometheusText Scrape() => new(_bench.Text.Write());

    private string[] Lab() => [.. new[] { "lustre_cluster", "lustre_machine", "lustre_host" }.SelectMany(start => Scrape().Series(start))];

    // As its agent reports it.
    private void RunMachines(int index, params VcpuPin[] threads)
    {
        LustreMachine machine = _bench.Stores.Machines.List().Single(found => found.Spec.Index == index);
        _bench.Put(machine.Running() with { Status = machine.Running().Status! with { VcpuPins = threads } });
    }
}
