using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Power;

/// <summary><c>start</c>, <c>stop</c> and <c>restart</c>: what they write, what they say, how they wait.</summary>
internal sealed class PowerTests
{
    private const string Spec = """
        {"machines": [
          {"name": "oss", "roles": ["OSS"], "count": 2, "cpu": {"count": 2}, "memory": {"size": "1Gi"}},
          {"name": "spare", "roles": ["Client"], "count": 1, "powerState": "Off", "cpu": {"count": 1}, "memory": {"size": "1Gi"}}]}
        """;

    private static readonly ObjectKey s_cluster = new("default", "ha");

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
    public async Task Stop_turns_one_machine_off()
    {
        CliResult result = await _sandbox.RunAsync("stop ha-oss-0");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Done, "ha-oss-0 stops\n", "")));
        Assert.That(await OverridesAsync(), Is.EqualTo(new[] { new MachineOverride { Machine = "ha-oss-0", PowerState = PowerState.Off } }));
    }

    [Test]
    public async Task Stop_of_a_machine_that_is_off_writes_nothing()
    {
        string before = await VersionAsync();

        CliResult result = await _sandbox.RunAsync("stop ha-spare-0");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Done, "ha-spare-0 is off already\n", "")));
        Assert.That(await VersionAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Start_follows_the_group_again_when_the_group_runs()
    {
        await _sandbox.RunAsync("stop ha-oss-0");

        CliResult result = await _sandbox.RunAsync("start ha-oss-0");

        Assert.That(result.Out, Is.EqualTo("ha-oss-0 starts\n"));
        Assert.That(await OverridesAsync(), Is.Empty);
    }

    [Test]
    public async Task Start_differs_from_a_group_that_is_off()
    {
        await _sandbox.RunAsync("start ha-spare-0");

        Assert.That(await OverridesAsync(), Is.EqualTo(new[] { new MachineOverride { Machine = "ha-spare-0", PowerState = PowerState.Running } }));
    }

    [Test]
    public async Task Start_keeps_that_the_machine_was_restarted()
    {
        await _sandbox.RunAsync("restart ha-oss-0");
        await _sandbox.RunAsync("stop ha-oss-0");

        await _sandbox.RunAsync("start ha-oss-0");

        Assert.That((await OverridesAsync()).Single(), Has.Property(nameof(MachineOverride.PowerState)).Null
            .And.Property(nameof(MachineOverride.RestartedAt)).Not.Null);
    }

    [Test]
    public async Task Start_of_what_runs_says_so() =>
        Assert.That((await _sandbox.RunAsync("start ha-oss-0")).Out, Is.EqualTo("ha-oss-0 is running already\n"));

    [Test]
    public async Task Start_of_what_its_guest_stopped_starts_it_again()
    {
        await _sandbox.ReportAsync(await _sandbox.MachineAsync("ha-oss-0"), status => status with
        {
            Conditions = [status.Conditions[0] with { Status = ConditionStatus.False, Reason = MachineReasons.StoppedByGuest, Message = "the domain stopped" }],
        });

        Assert.That((await _sandbox.RunAsync("start ha-oss-0")).Out, Is.EqualTo("ha-oss-0 starts again: the domain stopped\n"));
        Assert.That((await OverridesAsync()).Single(), Has.Property(nameof(MachineOverride.PowerState)).Null
            .And.Property(nameof(MachineOverride.RestartedAt)).Not.Null);
    }

    [Test]
    public async Task Restart_is_asked_for_in_whole_seconds()
    {
        CliResult result = await _sandbox.RunAsync("restart ha-oss-0 ha-oss-1");

        Assert.That(result.Out, Is.EqualTo("ha-oss-0 restarts\nha-oss-1 restarts\n"));
        JsonNode overrides = (await _sandbox.Client.GetAsync(Kinds.LustreClusters, s_cluster, CancellationToken.None))["spec"]!["overrides"]!;
        Assert.That((string?)overrides[0]!["restartedAt"], Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"));
        Assert.That((string?)overrides[1]!["machine"], Is.EqualTo("ha-oss-1"));
    }

    [Test]
    public async Task Restart_of_a_machine_that_is_off_fails_before_anything_is_written()
    {
        CliResult result = await _sandbox.RunAsync("restart ha-oss-0 ha-spare-0");

        Assert.That(result, Is.EqualTo(new CliResult(
            ExitCode.Failed, "", "kubectl lustre: ha-spare-0 is off, so it cannot restart; kubectl lustre start ha-spare-0 starts it\n")));
        Assert.That(await OverridesAsync(), Is.Empty);
    }

    [Test]
    public async Task What_others_wrote_stays()
    {
        await _sandbox.Client.PatchAsync(Kinds.LustreClusters, s_cluster, Patch.Merge((JsonObject)JsonNode.Parse(
            """{"spec": {"paused": false, "overrides": [{"machine": "ha-oss-1", "powerState": "Off", "restartedAt": "2026-01-01T00:00:00Z"}]}}""")!), WriteOptions.Default, CancellationToken.None);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => _sandbox.RunAsync(i % 2 == 0 ? "stop ha-oss-0" : "start ha-spare-0")));

        Assert.That((await OverridesAsync()).OrderBy(entry => entry.Machine), Is.EqualTo(new[]
        {
            new MachineOverride { Machine = "ha-oss-0", PowerState = PowerState.Off },
            new MachineOverride { Machine = "ha-oss-1", PowerState = PowerState.Off, RestartedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) },
            new MachineOverride { Machine = "ha-spare-0", PowerState = PowerState.Running },
        }));
    }

    [TestCase("ha-oss-2", "there is no machine ha-oss-2 in namespace default; did you mean ha-oss-0 or ha-oss-1?")]
    [TestCase("oss", "there is no machine oss in namespace default; did you mean ha-oss-0 or ha-oss-1?")]
    [TestCase("zzzzzzz", "there is no machine zzzzzzz in namespace default; there are ha-oss-0, ha-oss-1, ha-spare-0")]
    [TestCase("ha", "ha is a cluster, and its machines are ha-oss-0, ha-oss-1, ha-spare-0; lc/ha means all of them")]
    [TestCase("lc/h", "there is no cluster h in namespace default; did you mean ha?")]
    [TestCase("lc/ha --group os", "cluster ha has no group os; did you mean oss?")]
    [TestCase("lc/ha --role MDS", "there is no machine of that group and role in cluster ha")]
    [TestCase("--all -n other", "there is no machine in namespace other")]
    [TestCase("-l a=b", "no machine in namespace default has these labels")]
    [TestCase("-l =", "found '='")]
    [TestCase("ha-oss-0 -n other", "there is no machine ha-oss-0 in namespace other; there are no machines at all")]
    public async Task Unknown_machine_is_told_with_names_that_are_near(string arguments, string said)
    {
        CliResult result = await _sandbox.RunAsync($"stop {arguments}");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain(said));
    }

    [Test]
    public async Task Machine_without_a_place_leads_to_why()
    {
        await _sandbox.ClusterAsync("big", """{"machines": [{"name": "oss", "roles": ["OSS"], "cpu": {"count": 64}, "memory": {"size": "1Gi"}}]}""");

        Assert.That((await _sandbox.RunAsync("stop big-oss-0")).Error, Does.Contain("it has no place yet: see kubectl lustre why big-oss-0"));
    }

    [Test]
    public async Task Paused_cluster_is_told_and_not_waited_for()
    {
        await _sandbox.Client.PatchAsync(
            Kinds.LustreClusters, s_cluster, Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["paused"] = true } }), WriteOptions.Default, CancellationToken.None);

        CliResult waited = await _sandbox.RunAsync("stop ha-oss-0 --wait");
        CliResult result = await _sandbox.RunAsync("stop ha-oss-0");

        Assert.That(waited.Error, Is.EqualTo(
            "kubectl lustre: cluster ha is paused, so nothing happens until its spec.paused is false; leave --wait out, or see to that first\n"));
        Assert.That(result, Is.EqualTo(new CliResult(
            ExitCode.Done, "ha-oss-0 stops\n", "cluster ha is paused, so nothing happens until its spec.paused is false\n")));
    }

    [TestCase("lc/ha --group oss")]
    [TestCase("lc/ha --role oss")]
    [TestCase("lustrecluster.lustre-operator.dev/ha --group oss")]
    [TestCase("--all --role OSS")]
    public async Task Whole_group_is_one_field_and_takes_its_machines_along(string what)
    {
        await _sandbox.RunAsync("stop ha-oss-1");

        CliResult result = await _sandbox.RunAsync($"stop {what}");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Done, "group oss of ha stops (2 machines)\n", "")));
        Assert.That(await OverridesAsync(), Is.Empty);
        Assert.That(await PowersAsync(), Is.EqualTo((string[])["oss Off", "spare Off"]));
    }

    [Test]
    public async Task Whole_cluster_starts_group_by_group_and_again_writes_nothing()
    {
        CliResult first = await _sandbox.RunAsync("start lc/ha");
        string before = await VersionAsync();
        CliResult again = await _sandbox.RunAsync("start lc/ha");

        Assert.That(first, Is.EqualTo(new CliResult(ExitCode.Done, "group oss of ha is on already\ngroup spare of ha starts (1 machine)\n", "")));
        Assert.That(again.Out, Is.EqualTo("group oss of ha is on already\ngroup spare of ha is on already\n"));
        Assert.That(await VersionAsync(), Is.EqualTo(before));
        Assert.That(await PowersAsync(), Is.EqualTo((string[])["oss Running", "spare Running"]));
    }

    [Test]
    public async Task Cluster_restarts_what_runs()
    {
        CliResult result = await _sandbox.RunAsync("restart lc/ha");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Done, "group oss of ha restarts (2 machines)\ngroup spare of ha is off, and stays off\n", "")));
        Assert.That((await OverridesAsync()).Select(entry => (entry.Machine, entry.RestartedAt is not null)), Is.EqualTo(new[] { ("ha-oss-0", true), ("ha-oss-1", true) }));
    }

    [Test]
    public async Task Group_that_is_off_does_not_restart() => Assert.That(
        await _sandbox.RunAsync("restart lc/ha --group spare"),
        Is.EqualTo(new CliResult(ExitCode.Failed, "", "kubectl lustre: all of these machines are off, so none can restart; kubectl lustre start starts them\n")));

    [Test]
    public async Task Labels_take_machines_each_for_itself()
    {
        CliResult result = await _sandbox.RunAsync("stop -l lustre-operator.dev/host=kvm1,lustre-operator.dev/group=oss");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Done, "ha-oss-0 stops\nha-oss-1 stops\n", "")));
        Assert.That(await PowersAsync(), Is.EqualTo((string[])["oss Running", "spare Off"]));
    }

    [Test]
    public async Task Machine_is_named_with_its_kind_too() =>
        Assert.That((await _sandbox.RunAsync("stop lm/ha-oss-0 lustremachine/ha-oss-1")).Out, Is.EqualTo("ha-oss-0 stops\nha-oss-1 stops\n"));

    [TestCase("kh/kvm1", "'kh/kvm1' names no LustreCluster and no LustreMachine; give its name or lc/NAME or lm/NAME")]
    [TestCase("ha-oss-0 --group oss", "--group and --role are for clusters (lc/NAME, --all), and ha-oss-0 is a machine")]
    public async Task What_makes_no_sense_is_wrong_usage(string what, string said)
    {
        CliResult result = await _sandbox.RunAsync($"stop {what}");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Usage, "", $"kubectl lustre: {said}\n")));
    }

    [Test]
    public async Task Cluster_with_faults_is_told_and_not_waited_for()
    {
        await _sandbox.Client.PatchAsync(
            Kinds.LustreClusters, s_cluster,
            Patch.Merge((JsonObject)JsonNode.Parse("""{"spec": {"networks": [{"name": "ib", "lnet": "o2ib0", "bridge": "br0"}]}}""")!), WriteOptions.Default, CancellationToken.None);
        await _sandbox.TakeUpAsync("ha");

        CliResult waited = await _sandbox.RunAsync("restart ha-oss-0 --wait");
        CliResult result = await _sandbox.RunAsync("restart ha-oss-0");

        Assert.That(waited.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(waited.Error, Does.StartWith("kubectl lustre: nothing happens to cluster ha until the faults of its spec are mended: ").And.Contains("o2ib0"));
        Assert.That((result.Code, result.Out), Is.EqualTo((ExitCode.Done, "ha-oss-0 restarts\n")), result.Error);
        Assert.That(result.Error, Does.StartWith("nothing happens to cluster ha until"));
    }

    [Test]
    public async Task Cluster_without_places_is_not_waited_for()
    {
        await _sandbox.ClusterAsync("big", """{"machines": [{"name": "oss", "roles": ["OSS"], "cpu": {"count": 64}, "memory": {"size": "1Gi"}}]}""");

        CliResult result = await _sandbox.RunAsync("start lc/big --wait");

        Assert.That(result, Is.EqualTo(new CliResult(
            ExitCode.Failed, "", "kubectl lustre: of cluster big big-oss-0 has no place yet: kubectl lustre why big; leave --wait out, or see to that first\n")));
    }

    [Test]
    public async Task Wait_ends_when_the_agent_says_so()
    {
        Task<CliResult> run = _sandbox.RunAsync("stop ha-oss-0 --wait");
        await Eventually.That(() => run.IsCompleted || OverridesAsync().GetAwaiter().GetResult().Count > 0);

        await _sandbox.Client.PatchAsync(
            Kinds.LustreMachines, new ObjectKey("default", "ha-oss-0"),
            Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["powerState"] = "Off" } }), WriteOptions.Default, CancellationToken.None);
        await _sandbox.ReportAsync(await _sandbox.MachineAsync("ha-oss-0"));

        CliResult result = await Eventually.Completes(run);
        Assert.That((result.Code, result.Out), Is.EqualTo((ExitCode.Done, "ha-oss-0 stops\nha-oss-0 is off\n")), result.Error);
    }

    [Test]
    public async Task Wait_that_is_too_long_says_what_is_missing()
    {
        CliResult result = await _sandbox.RunAsync("restart ha-oss-0 --wait --timeout 1s");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Is.EqualTo("""
            ha-oss-0: waits for the operator
            kubectl lustre: not done within 1s: ha-oss-0: waits for the operator; what was asked for stands

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public async Task Wait_is_ended_by_an_interrupt()
    {
        using CancellationTokenSource stop = new();
        Task<CliResult> run = Cli.RunAsync(_sandbox.Folder, "stop ha-oss-0 --wait --kubeconfig kubeconfig", stop.Token);
        await Eventually.That(() => run.IsCompleted || OverridesAsync().GetAwaiter().GetResult().Count > 0);
        await stop.CancelAsync();

        Assert.That((await Eventually.Completes(run)).Code, Is.EqualTo(ExitCode.Interrupted));
    }

    [Test]
    public async Task Names_of_machines_are_completed()
    {
        string line = "kubectl-lustre stop --kubeconfig kubeconfig ha-o";
        using StringWriter output = new() { NewLine = "\n" };

        await LustreCommand.RunAsync([$"[suggest:{line.Length}]", line], new Shell(output, TextWriter.Null, TimeProvider.System, _sandbox.Folder));

        Assert.That(output.ToString(), Is.EqualTo("ha-oss-0\nha-oss-1\n"));
    }

    private async Task<IReadOnlyList<MachineOverride>> OverridesAsync() =>
        (await _sandbox.Client.GetAsync(ApiResources.Clusters, s_cluster, CancellationToken.None)).Spec.Overrides;

    private async Task<string[]> PowersAsync() =>
    [
        .. (await _sandbox.Client.GetAsync(ApiResources.Clusters, s_cluster, CancellationToken.None)).Spec.Machines.Select(group => $"{group.Name} {group.PowerState}"),
    ];

    private async Task<string> VersionAsync() =>
        (await _sandbox.Client.GetAsync(ApiResources.Clusters, s_cluster, CancellationToken.None)).Metadata.ResourceVersion!;
}
