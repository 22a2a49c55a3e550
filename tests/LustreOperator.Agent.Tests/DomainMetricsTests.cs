using LustreOperator.Api;
using LustreOperator.Hosting;
using LustreOperator.Libvirt;
using LustreOperator.Simulation;
using LustreOperator.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LustreOperator.Agent.Tests;

/// <summary>What the agent's /metrics tells of domains, in the words of the libvirt exporters.</summary>
internal sealed class DomainMetricsTests
{
    private const string Domain = "qa.ha-oss-0";

    private static readonly Guid s_uuid = new(Given.Uid);

    private CancellationTokenSource _stop = null!;
    private AgentBench _bench = null!;
    private Task _sampling = Task.CompletedTask;

    [SetUp]
    public async Task Start()
    {
        _stop = new CancellationTokenSource();
        _bench = new AgentBench();
        await _bench.HoldAsync();
        _bench.Put(new KvmHost { Metadata = new ObjectMeta { Name = "kvm1", Uid = "host-uid", Generation = 1 } });
        _bench.Put(Given.Machine(spec => spec with { Networks = [new MachineNetwork { Name = "lnet", Bridge = "br0", Mac = "02:00:00:00:00:01" }] }) with { Status = null });
        await _bench.ReconcileHostAsync();
        await _bench.ReconcileMachineAsync();
        await _bench.ReconcileHostAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Eventually.Completes(_sampling.ContinueWith(_ => { }, TaskScheduler.Default));
        await _bench.DisposeAsync();
        _stop.Dispose();
    }

    [Test]
    public void Before_libvirt_was_asked_nothing_is_told_but_that()
    {
        Assert.That(Libvirt(Scrape()), Is.EqualTo(new[] { "libvirt_up 0" }));
    }

    [Test]
    public async Task Everything_that_libvirt_tells_of_a_domain_of_ours_has_its_name()
    {
        Answer(Used(s_uuid, Domain), Used(Guid.NewGuid(), "somebody-elses"));
        await SampleAsync();
        Assert.That(Libvirt(Scrape()), Is.EqualTo(new[]
        {
            """libvirt_domain_block_stats_flush_requests_total{domain="qa.ha-oss-0",target_device="vda"} 7""",
            """libvirt_domain_block_stats_flush_time_seconds_total{domain="qa.ha-oss-0",target_device="vda"} 0.8""",
            """libvirt_domain_block_stats_read_bytes_total{domain="qa.ha-oss-0",target_device="vda"} 2""",
            """libvirt_domain_block_stats_read_requests_total{domain="qa.ha-oss-0",target_device="vda"} 1""",
            """libvirt_domain_block_stats_read_time_seconds_total{domain="qa.ha-oss-0",target_device="vda"} 0.3""",
            """libvirt_domain_block_stats_write_bytes_total{domain="qa.ha-oss-0",target_device="vda"} 5""",
            """libvirt_domain_block_stats_write_requests_total{domain="qa.ha-oss-0",target_device="vda"} 4""",
            """libvirt_domain_block_stats_write_time_seconds_total{domain="qa.ha-oss-0",target_device="vda"} 0.6""",
            """libvirt_domain_info_cpu_time_seconds_total{domain="qa.ha-oss-0"} 1.5""",
            """libvirt_domain_info_maximum_memory_bytes{domain="qa.ha-oss-0"} 268435456""",
            """libvirt_domain_info_memory_usage_bytes{domain="qa.ha-oss-0"} 134217728""",
            """libvirt_domain_info_virtual_cpus{domain="qa.ha-oss-0"} 1""",
            """libvirt_domain_info_vstate{domain="qa.ha-oss-0"} 1""",
            """libvirt_domain_interface_stats_receive_bytes_total{domain="qa.ha-oss-0",target_device="vnet0"} 1""",
            """libvirt_domain_interface_stats_receive_drops_total{domain="qa.ha-oss-0",target_device="vnet0"} 4""",
            """libvirt_domain_interface_stats_receive_errors_total{domain="qa.ha-oss-0",target_device="vnet0"} 3""",
            """libvirt_domain_interface_stats_receive_packets_total{domain="qa.ha-oss-0",target_device="vnet0"} 2""",
            """libvirt_domain_interface_stats_transmit_bytes_total{domain="qa.ha-oss-0",target_device="vnet0"} 5""",
            """libvirt_domain_interface_stats_transmit_drops_total{domain="qa.ha-oss-0",target_device="vnet0"} 8""",
            """libvirt_domain_interface_stats_transmit_errors_total{domain="qa.ha-oss-0",target_device="vnet0"} 7""",
            """libvirt_domain_interface_stats_transmit_packets_total{domain="qa.ha-oss-0",target_device="vnet0"} 6""",
            """libvirt_domain_vcpu_delay_seconds_total{domain="qa.ha-oss-0",vcpu="0"} 0.25""",
            """libvirt_domain_vcpu_time_seconds_total{domain="qa.ha-oss-0",vcpu="0"} 0.125""",
            """libvirt_domain_vcpu_wait_seconds_total{domain="qa.ha-oss-0",vcpu="0"} 0.5""",
            "libvirt_up 1",
        }));
    }

    [Test]
    public async Task What_libvirt_does_not_tell_of_a_busy_domain_is_left_out()
    {
        Answer(new DomainStatistics { Identity = new DomainIdentity(Domain, s_uuid), State = DomainState.Running });
        await SampleAsync();
        Assert.That(Libvirt(Scrape()), Is.EqualTo(new[] { $$"""libvirt_domain_info_vstate{domain="{{Domain}}"} 1""", "libvirt_up 1" }));
    }

    [Test]
    public async Task Sample_is_taken_anew_every_15_seconds_and_not_by_who_asks()
    {
        int asked = 0;
        _bench.Libvirt.On(nameof(IHypervisor.ReadStatisticsAsync), () =>
        {
            asked++;
            return Task.FromResult(new Listing<DomainStatistics>([Used(s_uuid, Domain) with { CpuTime = TimeSpan.FromSeconds(asked) }]));
        });
        await SampleAsync();
        Scrape();
        double? first = Time();
        await Eventually.That(() => Time() == 2, _bench.SampleTime, DomainSampler.Period);
        Assert.That(first, Is.EqualTo(1));

        double? Time() => Scrape()[$$"""libvirt_domain_info_cpu_time_seconds_total{domain="{{Domain}}"}"""];
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Nothing_of_before_is_told_while_libvirt_does_not_answer_and_all_is_when_it_does(bool isForeseen)
    {
        await SampleAsync();
        string[] before = Libvirt(Scrape());
        Exception fault = isForeseen ? new LibvirtException(LibvirtErrorKind.Timeout, "hangs") : new FormatException("unforeseen");
        _bench.Libvirt.On(nameof(IHypervisor.ReadStatisticsAsync), () => Task.FromException<Listing<DomainStatistics>>(fault));
        await Eventually.That(() => Scrape()["libvirt_up"] == 0, _bench.SampleTime, DomainSampler.Period);
        string[] silent = Libvirt(Scrape());
        _bench.Libvirt.On(nameof(IHypervisor.ReadStatisticsAsync), null);
        await Eventually.That(() => Scrape()["libvirt_up"] == 1, _bench.SampleTime, DomainSampler.Period);
        Assert.That(silent, Is.EqualTo(new[] { "libvirt_up 0" }));
        Assert.That(Libvirt(Scrape()), Is.EqualTo(before).And.Length.GreaterThan(20));
    }

    [Test]
    public async Task Domain_that_is_gone_is_told_no_more()
    {
        await SampleAsync();
        int before = Scrape().Series("libvirt_domain").Length;
        await using SimulatedHypervisor other = _bench.OtherHands.Connect();
        await other.DestroyDomainAsync(s_uuid, CancellationToken.None);
        await other.UndefineDomainAsync(s_uuid, CancellationToken.None);
        await Eventually.That(() => Scrape().Series("libvirt_domain").Length == 0, _bench.SampleTime, DomainSampler.Period);
        Assert.That(before, Is.GreaterThan(20));
    }

    [Test]
    public async Task Names_keep_the_rules_of_promtool()
    {
        await SampleAsync();
        PrometheusText text = Scrape();
        Assert.That(text.Problems().Where(problem => !problem.StartsWith("dotnet_", StringComparison.Ordinal)), Is.Empty);
        Assert.That(text.MissingIn(RepositoryRoot.File("deploy", "METRICS.md")), Is.Empty);
        Assert.That(text.Families.Count(family => family.Name.StartsWith("libvirt_", StringComparison.Ordinal)), Is.EqualTo(25));
        Assert.That(text.Families.Select(family => family.Name), Is.SupersetOf(new[] { "lustre_machine_drift_total", "lustre_machine_start_seconds" }));
    }

    [Test]
    public void Program_shows_them()
    {
        using UnreachableCluster cluster = new();
        using IHost host = AgentHost.Build(new AgentOptions { Host = "kvm1", Kubeconfig = cluster.Kubeconfig, HealthPort = 0 }, _ => { }, _bench.OtherHands.Connect());
        Assert.That(host.Services.GetServices<IHostedService>(), Is.Not.Empty);
        PrometheusText text = new(host.Services.GetRequiredService<MetricsText>().Write());
        Assert.That(text.Families.Select(family => family.Name), Is.SupersetOf(new[] { "libvirt_up", "lustre_machine_drift_total", "leader_election_master_status" }));
    }

    private async Task SampleAsync()
    {
        _sampling = _bench.Samples.RunAsync(_stop.Token);
        await Eventually.That(() => Scrape()["libvirt_up"] == 1);
    }

    private void Answer(params DomainStatistics[] domains) =>
        _bench.Libvirt.On(nameof(IHypervisor.ReadStatisticsAsync), () => Task.FromResult(new Listing<DomainStatistics>(domains)));

    private static DomainStatistics Used(Guid uuid, string name) => new()
    {
        Identity = new DomainIdentity(name, uuid),
        State = DomainState.Running,
        CpuTime = TimeSpan.FromSeconds(1.5),
        MaximumMemoryKiB = 256 << 10,
        MemoryKiB = 128 << 10,
        OnlineVCpus = 1,
        Vcpus = [new VcpuStatistics(0, TimeSpan.FromSeconds(0.125), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.25))],
        Disks = [new DiskStatistics("vda", Use(1, 2, 0.3), Use(4, 5, 0.6), Use(7, null, 0.8))],
        Interfaces = [new InterfaceStatistics("vnet0", new InterfaceTraffic(1, 2, 3, 4), new InterfaceTraffic(5, 6, 7, 8))],
    };

    private static DiskRequests Use(long requests, long? bytes, double seconds) => new(requests, bytes, TimeSpan.FromSeconds(seconds));

    private PrometheusText Scrape() => new(_bench.Text.Write());

    private static string[] Libvirt(PrometheusText text) =>
    [
        .. text.Families.Where(family => family.Name.StartsWith("libvirt_", StringComparison.Ordinal))
            .SelectMany(family => family.Samples).Select(sample => FormattableString.Invariant($"{sample.Series} {sample.Value}")),
    ];
}
