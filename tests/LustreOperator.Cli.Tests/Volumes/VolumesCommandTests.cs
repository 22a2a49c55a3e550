using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Tests.Volumes;

internal sealed class VolumesCommandTests
{
    private const string Uid = "99999999-9999-9999-9999-999999999999";

    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start() => _sandbox = await InstalledSandbox.StartAsync();

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [Test]
    public async Task Kept_volumes_are_listed_with_the_way_to_use_one_again()
    {
        await HostAsync("kvm1", Volume("c-oss-1", domain: null), Volume("c-oss-0", domain: "qa.c-oss-0"));

        CliResult result = await _sandbox.RunAsync("volumes");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out, Does.Match($@"\AHOST +POOL +NAMESPACE +MACHINE +DISK +SIZE +FORMAT +USED BY +VOLUME\nkvm1 +default +qa +c-oss-1 +ost0 +20Gi +raw +- +qa\.c-oss-1\.{Uid}\.ost0\.data\n\n"));
        Assert.That(result.Out, Does.Contain($"overrides: [{{machine: c-oss-1, disks: [{{name: ost0, volume: qa.c-oss-1.{Uid}.ost0.data}}]}}]").And.Contains("ifKept: Reuse"));
        Assert.That(result.Out, Does.Not.Contain("c-oss-0"));
    }

    [Test]
    public async Task All_shows_who_has_the_others()
    {
        await HostAsync("kvm1", Volume("c-oss-1", domain: null), Volume("c-oss-0", domain: "qa.c-oss-0"));

        CliResult result = await _sandbox.RunAsync("volumes kvm1 --all");

        Assert.That(result.Out, Does.Match(@"\nkvm1 +default +qa +c-oss-0 [^\n]*domain qa\.c-oss-0"));
    }

    [Test]
    public async Task Volume_of_a_living_machine_is_not_called_kept_whatever_its_host_says()
    {
        JsonObject made = await _sandbox.ApplyAsync(Kinds.LustreMachines, "default", "c-oss-1", new JsonObject
        {
            ["spec"] = JsonNode.Parse("""{"cluster":"c","group":"oss","host":"kvm2","disks":[{"name":"ost0","size":"20Gi","purpose":"Data"}]}"""),
        });
        string uid = (string)made["metadata"]!["uid"]!;
        await HostAsync("kvm1", Volume("c-oss-1", domain: null) with { MachineUid = uid });

        CliResult result = await _sandbox.RunAsync("volumes");

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Done, "", "No kept volumes.\n")));
    }

    [Test]
    public async Task Programs_get_a_list()
    {
        await HostAsync("kvm1", Volume("c-oss-1", domain: null));

        CliResult result = await _sandbox.RunAsync("volumes -o json");

        JsonNode item = JsonNode.Parse(result.Out)!["items"]![0]!;
        Assert.That(((string?)item["host"], (string?)item["machine"], (bool)item["kept"]!), Is.EqualTo(("kvm1", "c-oss-1", true)));
    }

    [Test]
    public async Task Unknown_host_is_told_with_the_known_ones()
    {
        await HostAsync("kvm1");

        Assert.That((await _sandbox.RunAsync("volumes storage")).Error, Is.EqualTo("kubectl lustre: there is no host storage; there are kvm1\n"));
    }

    [Test]
    public async Task Host_whose_pool_cannot_be_looked_at_is_told_of()
    {
        await HostAsync("kvm1", new Condition { Type = ConditionTypes.VolumesReady, Status = ConditionStatus.False, Reason = ConditionReasons.StoragePoolMissing, Message = "storage pool san is not active" });

        Assert.That((await _sandbox.RunAsync("volumes")).Error, Does.Contain("note: host kvm1: storage pool san is not active\n"));
    }

    private static HostVolume Volume(string machine, string? domain) => new()
    {
        Pool = "default",
        Name = $"qa.{machine}.{Uid}.ost0.data",
        Capacity = Quantity.Of("20Gi"),
        Format = "raw",
        Namespace = "qa",
        Machine = machine,
        MachineUid = Uid,
        Disk = "ost0",
        Domain = domain,
        Kept = domain is null,
    };

    private Task HostAsync(string name, params HostVolume[] volumes) => HostAsync(name, null, volumes);

    private async Task HostAsync(string name, Condition? condition, params HostVolume[] volumes)
    {
        await _sandbox.ApplyAsync(Kinds.KvmHosts, "", name, new JsonObject { ["spec"] = new JsonObject() });
        var status = new KvmHostStatus { DataVolumes = volumes, DataVolumesTotal = volumes.Length, Conditions = condition is null ? [] : [condition with { LastTransitionTime = DateTimeOffset.UnixEpoch }] };
        var whole = new KvmHost { Status = status };
        await _sandbox.StatusAsync(Kinds.KvmHosts, new ObjectKey("", name), JsonSerializer.SerializeToNode(whole, ApiJson.Default.KvmHost)!["status"]!.DeepClone());
    }
}
