using System.Text.Json.Nodes;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Why;

/// <summary><c>why</c> on a lab of four hosts: two alike, one cordoned, one on another fabric.</summary>
internal sealed class WhyTests
{
    private const string Oss = """
        {"placement": {"numa": "Required"},
         "networks": [{"name": "lnet", "lnet": "o2ib0", "hca": {"fabric": "ib-a"}}, {"name": "storage", "hca": {"fabric": "ib-a"}}],
         "machines": [{"name": "oss", "roles": ["OSS"], "count": 2, "cpu": {"count": 4}, "memory": {"size": "12Gi"}, "networks": ["lnet", "storage"]}]}
        """;

    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start()
    {
        _sandbox = await SandboxLab.StartAsync("kvm1", "kvm2");
        await _sandbox.HostAsync("kvm3", spec: spec => spec["unschedulable"] = true);
        await _sandbox.HostAsync("kvm4", "ib-b");
    }

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [Test]
    public async Task Placed_machine_is_compared_on_every_host()
    {
        await PlaceAsync("ha", Oss);

        await MatchAsync("why ha-oss-0", "machine-placed");
    }

    [Test]
    public async Task Host_that_was_cordoned_since_is_told()
    {
        await PlaceAsync("ha", Oss);
        await _sandbox.HostAsync("kvm1", spec: spec => spec["unschedulable"] = true);

        Assert.That((await _sandbox.RunAsync("why ha-oss-0")).Out, Does.Match(@"kvm1 +chosen +would not be taken today: is cordoned\nkvm2 +fits +would come first"));
    }

    [Test]
    public async Task Machine_without_a_place_names_what_lacks_and_who_has_it()
    {
        await PlaceAsync("bench", Oss.Replace("\"count\": 2", "\"count\": 3", StringComparison.Ordinal));
        await _sandbox.ClusterAsync("ha", Oss);

        await MatchAsync("why ha-oss-1", "machine-hcas-taken");
    }

    [Test]
    public async Task Machine_that_alone_would_fit_names_the_one_that_does_not()
    {
        await PlaceAsync("bench", Oss.Replace("\"count\": 2", "\"count\": 3", StringComparison.Ordinal));
        await _sandbox.ClusterAsync("ha", Oss);

        await MatchAsync("why ha-oss-0", "machine-held-back");
    }

    [Test]
    public async Task Too_little_memory_is_told_in_numbers()
    {
        await PlaceAsync("bench", """{"placement": {"numa": "Required"}, "machines": [{"name": "client", "roles": ["Client"], "count": 6, "cpu": {"count": 1}, "memory": {"size": "20Gi"}}]}""");
        await _sandbox.ClusterAsync("ha", Oss.Replace("\"networks\": [\"lnet\", \"storage\"]", "\"networks\": []", StringComparison.Ordinal));

        await MatchAsync("why ha-oss-0", "machine-memory");
    }

    [Test]
    public async Task Machine_that_is_not_made_yet_is_told_where_it_fits()
    {
        await _sandbox.ClusterAsync("ha", Oss);

        Assert.That((await _sandbox.RunAsync("why ha-oss-0")).Out, Does.Contain("it fits on kvm1 and is not made yet; is the operator running?"));
    }

    [Test]
    public async Task Machine_that_cannot_have_what_its_cluster_asks_for_says_why()
    {
        await PlaceAsync("ha", Oss);
        await _sandbox.ClusterAsync("ha", Oss.Replace("\"cpu\": {\"count\": 4}", "\"cpu\": {\"count\": 7}", StringComparison.Ordinal));

        Assert.That((await _sandbox.RunAsync("why ha-oss-0")).Out, Does.Contain(
            "it keeps its old resources: oss-0 does not fit on its host kvm1, which has 6 CPUs for machines on node 0, 7 are asked for"));
    }

    [Test]
    public async Task Machine_that_nobody_asks_for_is_told()
    {
        await PlaceAsync("ha", Oss);
        await _sandbox.ClusterAsync("ha", Oss.Replace("\"count\": 2", "\"count\": 1", StringComparison.Ordinal));

        Assert.That((await _sandbox.RunAsync("why ha-oss-1")).Out, Does.Contain("cluster ha does not ask for it any more"));
    }

    [Test]
    public async Task Placed_cluster_shows_groups_and_partners()
    {
        await PlaceAsync("ha", Oss);
        await _sandbox.TakeUpAsync("ha");

        await MatchAsync("why ha", "cluster-placed");
    }

    [Test]
    public async Task Waiting_cluster_says_what_it_waits_for()
    {
        await PlaceAsync("bench", Oss.Replace("\"count\": 2", "\"count\": 3", StringComparison.Ordinal));
        await _sandbox.ClusterAsync("ha", Oss);
        await _sandbox.TakeUpAsync("ha");

        await MatchAsync("why ha", "cluster-waiting");
    }

    [Test]
    public async Task Faults_of_a_cluster_are_told()
    {
        await _sandbox.ClusterAsync("ha", """{"machines": [{"name": "oss", "roles": ["OSS"], "count": 1, "cpu": {"count": 4}, "memory": {"size": "12Gi"}, "networks": ["lnet"]}]}""");

        Assert.That((await _sandbox.RunAsync("why ha")).Out, Does.Contain(
            "faults of the spec:\n  spec.machines[oss].networks[0]: `lnet` is not in spec.networks; there are none"));
    }

    [TestCase("json")]
    [TestCase("yaml")]
    public async Task Programs_get_the_same_facts(string format)
    {
        await PlaceAsync("bench", Oss.Replace("\"count\": 2", "\"count\": 3", StringComparison.Ordinal));
        await _sandbox.ClusterAsync("ha", Oss);

        JsonNode machine = await ReadAsync($"why ha-oss-1 -o {format}");
        JsonNode cluster = await ReadAsync($"why bench -o {format}");

        Assert.That((string?)machine["hosts"]![1]!["heldBy"]![0]!["cluster"], Is.EqualTo("bench"));
        Assert.That((string?)machine["hosts"]![2]!["why"], Is.EqualTo("is cordoned"));
        Assert.That((string?)cluster["partners"]![0]!["hosts"]![1], Is.EqualTo("kvm2"));
    }

    [TestCase("ha-os-0", "did you mean ha-oss-0 or ha-oss-1?")]
    [TestCase("lc/ha-oss-0", "there is no cluster or machine ha-oss-0 in namespace default")]
    [TestCase("ha -n other", "there is no cluster or machine ha in namespace other; there are no clusters at all")]
    public async Task Unknown_name_is_told_with_names_that_are_near(string arguments, string said)
    {
        await _sandbox.ClusterAsync("ha", Oss);

        CliResult result = await _sandbox.RunAsync($"why {arguments}");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain(said));
    }

    [Test]
    public async Task Names_of_clusters_and_machines_are_completed()
    {
        await PlaceAsync("ha", Oss);
        string line = "kubectl-lustre why --kubeconfig kubeconfig h";
        using StringWriter output = new() { NewLine = "\n" };

        await LustreCommand.RunAsync([$"[suggest:{line.Length}]", line], new Shell(output, TextWriter.Null, TimeProvider.System, _sandbox.Folder));

        Assert.That(output.ToString(), Does.StartWith("ha\nha-oss-0\nha-oss-1\n"));
    }

    private async Task PlaceAsync(string name, string spec) => await _sandbox.PlaceAsync(await _sandbox.ClusterAsync(name, spec));

    private async Task MatchAsync(string commandLine, string golden)
    {
        CliResult result = await _sandbox.RunAsync(commandLine);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Golden.Match(result.Out, $"Golden/{golden}.txt");
    }

    private async Task<JsonNode> ReadAsync(string commandLine)
    {
        string file = Path.Combine(_sandbox.Folder, "answer");
        await File.WriteAllTextAsync(file, (await _sandbox.RunAsync(commandLine)).Out);
        return YamlFile.Read(file).Single();
    }
}
