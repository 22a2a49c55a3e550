using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Tests.Maintenance;

/// <summary><c>cordon</c>, <c>uncordon</c>, <c>fence</c> and <c>unfence</c>.</summary>
internal sealed class HostMaintenanceTests
{
    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start() => _sandbox = await SandboxLab.StartAsync("kvm1", "kvm2");

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [Test]
    public async Task Cordon_and_uncordon_say_what_changed_and_write_nothing_else()
    {
        CliResult first = await _sandbox.RunAsync("cordon kvm2 kh/kvm1");
        string version = await VersionAsync("kvm1");
        CliResult again = await _sandbox.RunAsync("cordon kvm1");
        bool isCordoned = (await HostAsync("kvm1")).Spec.Unschedulable;
        string unchanged = await VersionAsync("kvm1");
        CliResult back = await _sandbox.RunAsync("uncordon kvm1");
        CliResult backAgain = await _sandbox.RunAsync("uncordon kvm1");

        Assert.That(first, Is.EqualTo(new CliResult(ExitCode.Done, "kvm1 cordoned\nkvm2 cordoned\n", "")));
        Assert.That(again, Is.EqualTo(new CliResult(ExitCode.Done, "kvm1 is cordoned already\n", "")));
        Assert.That((isCordoned, unchanged), Is.EqualTo((true, version)));
        Assert.That(back, Is.EqualTo(new CliResult(ExitCode.Done, "kvm1 uncordoned\n", "")));
        Assert.That(backAgain, Is.EqualTo(new CliResult(ExitCode.Done, "kvm1 is not cordoned\n", "")));
        Assert.That((await HostAsync("kvm1")).Spec, Has.Property(nameof(KvmHostSpec.Unschedulable)).False.And.Property(nameof(KvmHostSpec.Devices)).Count.EqualTo(4));
    }

    [Test]
    public async Task Cordon_takes_labels()
    {
        await LabelAsync("kvm2");

        Assert.That((await _sandbox.RunAsync("cordon -l lab=tokyo")).Out, Is.EqualTo("kvm2 cordoned\n"));
        Assert.That((await _sandbox.RunAsync("cordon -l lab=kyoto")).Error, Is.EqualTo("kubectl lustre: no host has the labels lab=kyoto\n"));
    }

    [Test]
    public async Task Hosts_are_listed_by_labels()
    {
        await LabelAsync("kvm2");

        CliResult result = await _sandbox.RunAsync("hosts -l lab=tokyo");

        Assert.That(result.Out, Does.Contain("kvm2").And.Not.Contain("kvm1"));
    }

    [TestCase("cordon kvm3")]
    [TestCase("fence kvm3 --confirm")]
    [TestCase("unfence kvm3")]
    [TestCase("drain kvm3 --yes")]
    public async Task Unknown_host_is_told_and_nothing_written(string commandLine)
    {
        CliResult result = await _sandbox.RunAsync(commandLine);

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Failed, "", "kubectl lustre: there is no host kvm3; did you mean kvm1 or kvm2?\n")));
    }

    [Test]
    public async Task Fence_without_confirm_says_what_it_means()
    {
        await _sandbox.PlaceAsync(await _sandbox.ClusterAsync("ha", """{"machines": [{"name": "oss", "roles": ["OSS"], "count": 1, "cpu": {"count": 2}, "memory": {"size": "1Gi"}}]}"""));

        CliResult result = await _sandbox.RunAsync("fence kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Is.EqualTo(
            "kubectl lustre: to fence kvm1 is to say that it is off and stays off: its machines (1 machine: default/ha-oss-0) are then released without it and may be "
            + "started elsewhere, and if it still runs, two guests have one disk. Power it off, then: kubectl lustre fence kvm1 --confirm\n"));
        Assert.That((await HostAsync("kvm1")).Spec.Fenced, Is.False);
    }

    [Test]
    public async Task Fence_sets_the_admins_word_and_unfence_takes_it_back()
    {
        await _sandbox.RunAsync("cordon kvm1");

        CliResult fenced = await _sandbox.RunAsync("fence kvm1 --confirm");
        bool isFenced = (await HostAsync("kvm1")).Spec.Fenced;
        CliResult again = await _sandbox.RunAsync("fence kvm1 --confirm");
        CliResult back = await _sandbox.RunAsync("unfence kvm1");
        CliResult backAgain = await _sandbox.RunAsync("unfence kvm1");

        Assert.That((fenced.Code, fenced.Out, isFenced), Is.EqualTo((ExitCode.Done, "kvm1 fenced\n", true)), fenced.Error);
        Assert.That(again.Out, Is.EqualTo("kvm1 is fenced already\n"));
        Assert.That(back, Is.EqualTo(new CliResult(ExitCode.Done, "kvm1 unfenced\n", "kvm1 is still cordoned; kubectl lustre uncordon kvm1\n")));
        Assert.That(backAgain.Out, Is.EqualTo("kvm1 is not fenced\n"));
        Assert.That((await HostAsync("kvm1")).Spec, Has.Property(nameof(KvmHostSpec.Fenced)).False.And.Property(nameof(KvmHostSpec.Unschedulable)).True);
    }

    [Test]
    public async Task Host_whose_Lease_is_renewed_is_fenced_by_force_alone()
    {
        await LeaseAsync("kvm1", TimeProvider.System.GetUtcNow());

        CliResult refused = await _sandbox.RunAsync("fence kvm1 --confirm");
        CliResult forced = await _sandbox.RunAsync("fence kvm1 --confirm --force");

        Assert.That(refused.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(refused.Error, Does.Match("^kubectl lustre: kvm1 is not off: its agent renewed its Lease [0-9]+s ago. Power it off first"));
        Assert.That(forced.Code, Is.EqualTo(ExitCode.Done), forced.Error);
    }

    [Test]
    public async Task Host_of_which_the_operator_hears_is_not_fenced()
    {
        await LeaseAsync("kvm1", TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
        KvmHostStatus status = (await HostAsync("kvm1")).Status!;
        JsonNode conditions = JsonNode.Parse("""[{"type": "HostReachable", "status": "True", "reason": "LeaseRenewed", "message": "x", "lastTransitionTime": "2026-11-30T00:00:00Z"}]""")!;
        await _sandbox.StatusAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), new JsonObject { ["conditions"] = conditions });

        CliResult result = await _sandbox.RunAsync("fence kvm1 --confirm");

        Assert.That(status.HostUuid, Is.Not.Null);
        Assert.That(result.Error, Does.StartWith("kubectl lustre: kvm1 is not off: the operator hears of its agent (condition HostReachable)"));
    }

    [Test]
    public async Task Host_whose_Lease_ran_out_is_fenced()
    {
        await LeaseAsync("kvm1", TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));

        Assert.That((await _sandbox.RunAsync("fence kvm1 --confirm")).Code, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Versions_of_agents_are_told()
    {
        await _sandbox.StatusAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), new JsonObject { ["agentVersion"] = "0.1.0" });

        CliResult result = await _sandbox.RunAsync("version");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out, Does.Match(@"\Aclient    [0-9.]+\noperator  unknown: [^\n]+\nagents    0\.1\.0 on kvm1; unknown on kvm2\n\z"));
    }

    private Task<JsonObject> LeaseAsync(string host, DateTimeOffset renewed) => _sandbox.ApplyAsync(
        Kinds.Leases, ApiNames.SystemNamespace, ApiNames.HostLease(host), new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = "agent",
                ["leaseDurationSeconds"] = 40,
                ["renewTime"] = renewed.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture),
            },
        });

    private Task<JsonObject> LabelAsync(string host) => _sandbox.ApplyAsync(
        Kinds.KvmHosts, "", host, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["lab"] = "tokyo" } } });

    private Task<KvmHost> HostAsync(string name) => _sandbox.Client.GetAsync(ApiResources.Hosts, new ObjectKey("", name), CancellationToken.None);

    private async Task<string> VersionAsync(string name) => (await HostAsync(name)).Metadata.ResourceVersion!;
}
