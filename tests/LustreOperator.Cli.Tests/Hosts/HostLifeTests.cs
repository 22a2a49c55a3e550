using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Hosts;

/// <summary><c>host token</c>, <c>list</c> and <c>remove</c>.</summary>
internal sealed class HostLifeTests
{
    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start()
    {
        _sandbox = await InstalledSandbox.StartAsync();
        await _sandbox.RunAsync("host add kvm1");
    }

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [Test]
    public async Task Token_alone_goes_to_the_output()
    {
        CliResult result = await _sandbox.RunAsync("host token kvm1 --token-duration 1h");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out, Does.Match(@"\A\S{20,}\n\z"));
        Assert.That(result.Error, Does.StartWith("expires "));
    }

    [Test]
    public async Task Token_in_a_kubeconfig_works()
    {
        CliResult result = await _sandbox.RunAsync("host token kvm1 --output kvm1.kubeconfig");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        using KubernetesClient agent = _sandbox.ClientOf("kvm1.kubeconfig");
        Assert.That(await agent.GetAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task Token_of_an_unknown_host_is_told_how_to_get()
    {
        CliResult result = await _sandbox.RunAsync("host token kvm9");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("there is no service account lustre-agent-kvm9").And.Contains("kubectl lustre host add kvm9"));
    }

    [Test]
    public async Task Hosts_are_listed_as_a_table()
    {
        CliResult result = await _sandbox.RunAsync("host list");

        Assert.That(result.Out, Does.Match(@"^NAME +READY +CPUS +HCAS +NUMA +HUGEPAGES +LIBVIRT +AGE +WHY\nkvm1 +Unknown +- +- +- +- +- +\d+s +NeverReported\n$"));
    }

    [TestCase("json")]
    [TestCase("yaml")]
    public async Task Hosts_are_listed_for_programs(string format)
    {
        CliResult result = await _sandbox.RunAsync($"host list -o {format}");

        await File.WriteAllTextAsync(Path.Combine(_sandbox.Folder, "list"), result.Out);
        JsonNode list = YamlFile.Read(Path.Combine(_sandbox.Folder, "list")).Single();
        Assert.That((string?)list["items"]![0]!["metadata"]!["name"], Is.EqualTo("kvm1"));
        Assert.That((string?)list["items"]![0]!["kind"], Is.EqualTo("KvmHost"));
    }

    [Test]
    public async Task Host_with_machines_is_kept_and_the_machines_are_named()
    {
        await MakeMachineAsync("ha-oss-0", "kvm1");
        await MakeMachineAsync("ha-oss-1", "kvm2");

        CliResult result = await _sandbox.RunAsync("host remove kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("1 machine is on kvm1: default/ha-oss-0; delete or shrink their clusters first, or give --force"));
        Assert.That(await LeftAsync(), Has.Count.EqualTo(8));
    }

    [Test]
    public async Task Host_with_machines_goes_by_force()
    {
        await MakeMachineAsync("ha-oss-0", "kvm1");

        CliResult result = await _sandbox.RunAsync("host remove kvm1 --force");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out, Does.Contain("1 machine is still placed on kvm1, which nobody serves now: default/ha-oss-0"));
        Assert.That(await LeftAsync(), Is.Empty);
    }

    [Test]
    public async Task Host_that_once_had_machines_goes_though_the_operator_holds_it()
    {
        await HoldAsync();

        CliResult result = await _sandbox.RunAsync("host remove kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(await LeftAsync(), Is.Empty);
    }

    [Test]
    public async Task Held_host_with_machines_waits_for_them_even_by_force()
    {
        await MakeMachineAsync("ha-oss-0", "kvm1");
        await HoldAsync();

        CliResult result = await _sandbox.RunAsync("host remove kvm1 --force");

        Assert.That(result.Out, Does.Contain("is being deleted: the operator lets it go when no machine is on it"));
        Assert.That(await LeftAsync(), Has.Count.EqualTo(1));
    }

    private async Task HoldAsync() => await _sandbox.Client.PatchAsync(
        Kinds.KvmHosts,
        new ObjectKey("", "kvm1"),
        Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("lustre-operator.dev/placed-machines") } }),
        WriteOptions.Default,
        CancellationToken.None);

    [Test]
    public async Task Removed_host_leaves_nothing_and_its_token_is_worth_nothing()
    {
        using KubernetesClient agent = _sandbox.ClientOf("kvm1.kubeconfig");

        CliResult result = await _sandbox.RunAsync("host remove kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(await LeftAsync(), Is.Empty);
        Assert.That(
            async () => await agent.GetAsync(Kinds.KvmHosts, new ObjectKey("", "kvm1"), CancellationToken.None),
            Throws.InstanceOf<KubernetesStatusException>());
    }

    // The KvmHost and the cluster-wide rights are those of the agent that serves.
    [TestCase("host remove kvm1 --namespace other")]
    [TestCase("host token kvm1 --namespace other")]
    public async Task Identity_in_another_namespace_than_asked_for_is_left_alone(string command)
    {
        await _sandbox.ApplyAsync(Kinds.Namespaces, "", "other", []);

        CliResult result = await _sandbox.RunAsync(command);

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("the agent of kvm1 has its identity in namespace lustre-operator, not in other; leave --namespace out"));
        Assert.That(await LeftAsync(), Has.Count.EqualTo(8));
    }

    [Test]
    public async Task Host_is_removed_where_its_identity_is()
    {
        await _sandbox.MoveOperatorAsync("lab");

        CliResult result = await _sandbox.RunAsync("host remove kvm1");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(await LeftAsync(), Is.Empty);
    }

    [Test]
    public async Task Unknown_host_cannot_be_removed()
    {
        CliResult result = await _sandbox.RunAsync("host remove kvm9");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Does.Contain("there is no host kvm9"));
    }

    private Task<JsonObject> MakeMachineAsync(string name, string host) => _sandbox.ApplyAsync(Kinds.LustreMachines, "default", name, new JsonObject
    {
        ["spec"] = new JsonObject
        {
            ["cluster"] = "ha",
            ["group"] = "oss",
            ["index"] = 0,
            ["roles"] = new JsonArray("OSS"),
            ["host"] = host,
            ["powerState"] = "Off",
            ["cpu"] = new JsonObject { ["count"] = 1 },
            ["memory"] = new JsonObject { ["size"] = "256Mi" },
        },
    });

    private async Task<List<string>> LeftAsync()
    {
        List<string> left = [];
        foreach (HostObject made in HostObjects.Of(new HostIdentity("kvm1", ApiNames.SystemNamespace)))
        {
            if (await _sandbox.Client.FindAsync(made.Kind, made.Key, CancellationToken.None) is not null)
            {
                left.Add(made.Label);
            }
        }

        return left;
    }
}
