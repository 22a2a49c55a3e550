using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Maintenance;

/// <summary><c>drain</c>: what it shows, what it deletes, what it leaves, how it waits.</summary>
internal sealed class DrainTests
{
    private const string Spec = """
        {"machines": [
          {"name": "client", "roles": ["Client"], "count": 1, "cpu": {"count": 2}, "memory": {"size": "1Gi"}, "disks": [{"name": "root", "size": "1Gi"}]},
          {"name": "mds", "roles": ["MGS", "MDS"], "count": 1, "cpu": {"count": 2}, "memory": {"size": "1Gi"}, "disks": [{"name": "mdt", "size": "1Gi", "purpose": "Data"}]}]}
        """;

    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start()
    {
        _sandbox = await SandboxLab.StartAsync("kvm1");
        await _sandbox.PlaceAsync(await _sandbox.ClusterAsync("ha", Spec));
    }

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [Test]
    public async Task Dry_run_shows_what_would_become_of_each_machine_and_writes_nothing()
    {
        await _sandbox.HostAsync("kvm2");

        CliResult result = await _sandbox.RunAsync("drain kvm1 --dry-run");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Failed, """
            MACHINE               BECOMES       WHY
            default/ha-client-0   placed anew   it fits on kvm2
            default/ha-mds-0      left          it has data there: disk mdt

            """.ReplaceLineEndings("\n"), "")));
        Assert.That(((await HostAsync("kvm1")).Spec.Unschedulable, (await MachineAsync("ha-client-0"))?.Metadata.DeletionTimestamp), Is.EqualTo((false, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task Drain_cordons_and_deletes_what_has_a_place_elsewhere_and_no_data()
    {
        await _sandbox.HostAsync("kvm2");

        CliResult result = await _sandbox.RunAsync("drain kvm1 --yes");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed), "machines are left");
        Assert.That(result.Out, Does.EndWith("kvm1 cordoned\ndefault/ha-client-0 stops, to be placed anew\n"));
        Assert.That(result.Error, Is.EqualTo("kubectl lustre: 1 machine: default/ha-mds-0 is left on kvm1, which is cordoned; see above why\n"));
        Assert.That((await HostAsync("kvm1")).Spec.Unschedulable, Is.True);
        Assert.That((await MachineAsync("ha-client-0"))?.Metadata.DeletionTimestamp, Is.Not.Null);
        Assert.That((await MachineAsync("ha-mds-0"))!.Metadata.DeletionTimestamp, Is.Null);
    }

    [Test]
    public async Task Machine_without_a_place_elsewhere_is_not_stopped()
    {
        CliResult result = await _sandbox.RunAsync("drain kvm1 --yes");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Out, Does.Match("default/ha-client-0 +left +it has no place elsewhere: .*1 is cordoned").And.EndsWith("kvm1 cordoned\n"));
        Assert.That((await MachineAsync("ha-client-0"))!.Metadata.DeletionTimestamp, Is.Null);
    }

    [Test]
    public async Task Force_stops_it_all_the_same_but_never_one_with_data()
    {
        CliResult result = await _sandbox.RunAsync("drain kvm1 --yes --force");

        Assert.That(result.Out, Does.Match("default/ha-client-0 +stopped +--force; it waits for a place: ").And.EndsWith("default/ha-client-0 stops, to be placed anew\n"));
        Assert.That((await MachineAsync("ha-client-0"))?.Metadata.DeletionTimestamp, Is.Not.Null);
        Assert.That((await MachineAsync("ha-mds-0"))!.Metadata.DeletionTimestamp, Is.Null);
    }

    [Test]
    public async Task Nobody_is_asked_where_nobody_can_answer()
    {
        await _sandbox.HostAsync("kvm2");

        CliResult result = await _sandbox.RunAsync("drain kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Is.EqualTo("kubectl lustre: nobody can be asked here; give --yes, or --dry-run to see what would happen\n"));
        Assert.That((await HostAsync("kvm1")).Spec.Unschedulable, Is.False);
    }

    [TestCase("y", true)]
    [TestCase("yes", true)]
    [TestCase("", false)]
    [TestCase("n", false)]
    public async Task Person_at_a_terminal_is_asked(string answer, bool isDone)
    {
        await _sandbox.HostAsync("kvm2");
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        using StringReader input = new(answer + "\n");

        await LustreCommand.RunAsync(["drain", "kvm1", "--kubeconfig", "kubeconfig"], new Shell(output, error, TimeProvider.System, _sandbox.Folder) { In = input, CanAsk = true });

        Assert.That(error.ToString(), Does.StartWith("Stop 1 machine of kvm1 and place it anew? [y/N] "));
        Assert.That(((await HostAsync("kvm1")).Spec.Unschedulable, (await MachineAsync("ha-client-0"))?.Metadata.DeletionTimestamp is not null), Is.EqualTo((isDone, isDone)));
    }

    [Test]
    public async Task Host_that_is_not_heard_of_is_fenced_first()
    {
        await _sandbox.HostAsync("kvm2");
        JsonNode conditions = JsonNode.Parse("""[{"type": "HostReachable", "status": "Unknown", "reason": "LeaseExpired", "message": "x", "lastTransitionTime": "2026-11-30T00:00:00Z"}]""")!;
        await _sandbox.StatusAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), new JsonObject { ["conditions"] = conditions });

        CliResult refused = await _sandbox.RunAsync("drain kvm1 --yes");
        await _sandbox.RunAsync("fence kvm1 --confirm");
        CliResult fenced = await _sandbox.RunAsync("drain kvm1 --yes");

        Assert.That(refused.Error, Does.StartWith("kubectl lustre: kvm1 gives no sign of life (LeaseExpired)").And.Contains("kubectl lustre fence kvm1 --confirm"));
        Assert.That(fenced.Out, Does.Contain("default/ha-client-0 stops, to be placed anew"));
    }

    [Test]
    public async Task Empty_host_is_cordoned()
    {
        await _sandbox.HostAsync("kvm2");

        CliResult result = await _sandbox.RunAsync("drain kvm2");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Done, "no machine is on kvm2\nkvm2 cordoned\n", "")));
    }

    [Test]
    public async Task Paused_cluster_is_left_since_nobody_would_place_it_anew()
    {
        await _sandbox.HostAsync("kvm2");
        await _sandbox.Client.PatchAsync(
            Kinds.LustreClusters, new ObjectKey("default", "ha"), Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["paused"] = true } }), WriteOptions.Default, CancellationToken.None);

        Assert.That((await _sandbox.RunAsync("drain kvm1 --dry-run")).Out, Does.Match("default/ha-client-0 +left +its cluster is paused, so it would not be placed anew"));
    }

    [Test]
    public async Task Wait_follows_each_machine_to_its_new_host()
    {
        await _sandbox.HostAsync("kvm2");
        string uid = (await MachineAsync("ha-client-0"))!.Metadata.Uid!;
        Task<CliResult> run = _sandbox.RunAsync("drain kvm1 --yes --wait");
        await Eventually.That(() => run.IsCompleted || MachineAsync("ha-client-0").GetAwaiter().GetResult()?.Metadata.DeletionTimestamp is not null);

        await _sandbox.Client.PatchAsync(
            Kinds.LustreMachines, new ObjectKey("default", "ha-client-0"),
            Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray() } }), WriteOptions.Default, CancellationToken.None);
        await Eventually.That(() => run.IsCompleted || MachineAsync("ha-client-0").GetAwaiter().GetResult() is null);
        await _sandbox.PlaceAsync(await _sandbox.Client.GetAsync(ApiResources.Clusters, new ObjectKey("default", "ha"), CancellationToken.None));

        CliResult result = await Eventually.Completes(run);
        Assert.That(result.Out, Does.EndWith("default/ha-client-0 stops, to be placed anew\ndefault/ha-client-0 runs on kvm2\n"), result.Error);
        Assert.That((await MachineAsync("ha-client-0"))!.Metadata.Uid, Is.Not.EqualTo(uid));
    }

    [Test]
    public async Task Wait_that_is_too_long_says_of_each_machine_what_it_waits_for()
    {
        await _sandbox.HostAsync("kvm2");

        CliResult result = await _sandbox.RunAsync("drain kvm1 --yes --wait --timeout 1s");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("kubectl lustre: not done within 1s: default/ha-client-0 is being released by kvm1: as wanted; what was asked for stands\n"));
    }

    private Task<KvmHost> HostAsync(string name) => _sandbox.Client.GetAsync(ApiResources.Hosts, new ObjectKey("", name), CancellationToken.None);

    private Task<LustreMachine?> MachineAsync(string name) => _sandbox.Client.FindAsync(ApiResources.Machines, new ObjectKey("default", name), CancellationToken.None);
}
