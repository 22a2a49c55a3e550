using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Plan;

/// <summary><c>plan</c> of files and of clusters that exist, on two hosts of the machine of 2011.</summary>
internal sealed class PlanTests
{
    private const string Spec = """
        {"placement": {"numa": "Required"},
         "networks": [{"name": "lnet", "lnet": "o2ib0", "hca": {"fabric": "ib-a"}}],
         "machines": [
           {"name": "mds", "roles": ["MGS", "MDS"], "count": 1, "cpu": {"count": 2}, "memory": {"size": "4Gi"}, "networks": ["lnet"]},
           {"name": "oss", "roles": ["OSS"], "count": 2, "cpu": {"count": 4}, "memory": {"size": "12Gi"}, "networks": ["lnet"],
            "disks": [{"name": "root", "size": "20Gi"}, {"name": "ost0", "size": "100Gi", "purpose": "Data"}]}]}
        """;

    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start() => _sandbox = await SandboxLab.StartAsync("kvm1", "kvm2");

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [Test]
    public async Task New_cluster_is_planned_to_its_end_and_not_made()
    {
        await MatchAsync(Spec, "new", ExitCode.Done);

        Assert.That((await _sandbox.Client.ListAsync(Kinds.LustreClusters, new ListOptions(), CancellationToken.None)).Items, Is.Empty);
    }

    [Test]
    public async Task Plan_is_what_the_operator_then_does()
    {
        string planned = (await PlanAsync(Spec)).Out;

        await _sandbox.PlaceAsync(await _sandbox.ClusterAsync("ha", Spec));

        foreach (string name in new[] { "ha-mds-0", "ha-oss-0", "ha-oss-1" })
        {
            LustreMachine machine = await _sandbox.MachineAsync(name);
            Assert.That(planned, Does.Match($"{name} +{machine.Spec.Host} +{machine.Spec.Memory.NumaNodes} +{machine.Spec.Cpu.EmulatorCpus} .*{machine.Spec.Networks[0].Device}"));
        }
    }

    [Test]
    public async Task Same_spec_again_changes_nothing()
    {
        await PlaceAsync();

        await MatchAsync(Spec, "nothing", ExitCode.Done);
    }

    [Test]
    public async Task More_memory_needs_a_restart_that_OnDelete_waits_for()
    {
        await PlaceAsync();

        await MatchAsync(With("\"12Gi\"", "\"16Gi\""), "grow-on-delete", ExitCode.Done);
    }

    [Test]
    public async Task More_memory_restarts_with_updatePolicy_Restart()
    {
        await PlaceAsync();

        await MatchAsync(With("{\"placement\"", "{\"updatePolicy\": \"Restart\", \"placement\"").Replace("\"12Gi\"", "\"16Gi\"", StringComparison.Ordinal), "grow-restart", ExitCode.Done);
    }

    [Test]
    public async Task New_disk_is_attached_live()
    {
        await PlaceAsync();

        await MatchAsync(With("{\"name\": \"root\"", "{\"name\": \"scratch\", \"size\": \"1Gi\"}, {\"name\": \"root\""), "attach", ExitCode.Done);
    }

    [Test]
    public async Task Fewer_machines_are_released_and_data_is_kept()
    {
        await PlaceAsync();

        await MatchAsync(With("\"count\": 2, \"cpu\": {\"count\": 4}", "\"count\": 1, \"cpu\": {\"count\": 4}"), "shrink", ExitCode.Done);
    }

    [Test]
    public async Task Group_of_another_name_is_told_as_such()
    {
        await PlaceAsync();

        Assert.That((await PlanAsync(With("\"name\": \"mds\"", "\"name\": \"meta\""))).Out, Does.Contain("delete ha-mds-0 on kvm1: the spec has no group mds\n"));
    }

    [Test]
    public async Task Machine_that_does_not_fit_on_its_host_keeps_what_it_has()
    {
        await PlaceAsync();

        await MatchAsync(With("\"cpu\": {\"count\": 4}", "\"cpu\": {\"count\": 7}"), "kept", ExitCode.Failed);
    }

    [Test]
    public async Task Too_many_HCAs_fail_with_a_row_per_host()
    {
        await PlaceAsync();
        await _sandbox.HostAsync("kvm3", spec: spec => spec["unschedulable"] = true);

        await MatchAsync(With("\"count\": 2, \"cpu\": {\"count\": 4}", "\"count\": 8, \"cpu\": {\"count\": 1}"), "hcas", ExitCode.Failed, "big");
    }

    [Test]
    public async Task Too_little_memory_fails_in_numbers() =>
        Assert.That((await PlanAsync(With("\"12Gi\"", "\"32Gi\""))).Out, Does.Match(@"memory for machines on node \d, 32Gi is asked for"));

    [Test]
    public async Task Machines_that_go_make_room_in_time()
    {
        const string Full = """{"machines": [{"name": "old", "roles": ["Client"], "count": 4, "cpu": {"count": 6}, "memory": {"size": "1Gi"}}]}""";
        await _sandbox.PlaceAsync(await _sandbox.ClusterAsync("ha", Full));

        await MatchAsync(Full.Replace("old", "new", StringComparison.Ordinal), "room", ExitCode.Done);
    }

    [Test]
    public async Task Cluster_that_is_being_deleted_goes_whatever_the_file_says()
    {
        await PlaceAsync();
        await _sandbox.Client.DeleteAsync(Kinds.LustreClusters, new ObjectKey("default", "ha"), new V1DeleteOptions(), CancellationToken.None);

        CliResult result = await PlanAsync(Spec);

        Assert.That(result.Out, Does.StartWith("cluster default/ha: 3 to delete\n").And.Contains("the cluster is being deleted, whatever its spec says"));
    }

    [Test]
    public async Task Every_fault_is_told_with_its_path()
    {
        CliResult result = await PlanAsync("""
            {"networks": [{"name": "lnet", "lnet": "o2ib0", "bridge": "br0"}],
             "machines": [{"name": "oss", "roles": ["OSS"], "count": 1, "cpu": {"count": 1}, "memory": {"size": "1Gi"}, "networks": ["ib"]}]}
            """);

        Assert.That(result, Is.EqualTo(new CliResult(ExitCode.Failed, """
            cluster default/ha (new): the spec has faults, so nothing would happen to its machines

            2 faults of the spec:
              spec.networks[lnet].lnet: must be a tcp network on a virtio NIC, such as tcp0; `o2ib0` needs an `hca`
              spec.machines[oss].networks[0]: `ib` is not in spec.networks; known: lnet

            """, "")));
    }

    [Test]
    public async Task Faults_of_the_schema_come_in_the_servers_words()
    {
        CliResult invalid = await PlanAsync(With("[\"OSS\"]", "[\"OST\"]"));
        CliResult unknown = await PlanAsync(With("\"count\": 2", "\"cuont\": 2"));

        Assert.That(invalid.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(invalid.Out, Does.Contain("spec.machines[1].roles[0]: Unsupported value: \"OST\""));
        Assert.That(unknown.Out, Does.Contain("unknown field \"spec.machines[1].cuont\""));
    }

    [Test]
    public async Task File_is_merged_as_kubectl_applies_it()
    {
        await PlaceAsync();
        await _sandbox.RunAsync("stop ha-oss-0");

        CliResult result = await PlanAsync(Spec);

        Assert.That(result.Out, Does.Contain("powerState Running -> Off").And.Contains("it is shut down").And.Contains("1. ask the guest of domain default.ha-oss-0 to shut down"));
    }

    [Test]
    public async Task Standing_cluster_is_planned_by_name()
    {
        await _sandbox.ClusterAsync("ha", Spec);

        CliResult before = await _sandbox.RunAsync("plan ha");
        await PlaceAsync();
        CliResult after = await _sandbox.RunAsync("plan ha");

        Assert.That(before.Out, Does.StartWith("cluster default/ha: 3 to create\n"));
        Assert.That(after.Out, Does.StartWith("cluster default/ha: nothing would happen\n"));
    }

    [Test]
    public async Task Drift_is_told_with_what_becomes_of_it()
    {
        await PlaceAsync();
        await _sandbox.ReportAsync(await _sandbox.MachineAsync("ha-oss-0"), status => status with
        {
            Drift = [new DriftEntry { Field = "vcpuPins[2]", Desired = "2", Actual = "9" }, new DriftEntry { Field = "memory", Desired = "12Gi", Actual = "8Gi" }],
        });

        CliResult result = await _sandbox.RunAsync("plan ha");

        Assert.That(result.Out, Does.Match(@"ha-oss-0 +vcpuPins\[2\] +9 +2 +put right: driftPolicy Enforce\nha-oss-0 +memory +8Gi +12Gi +waits for a restart: updatePolicy OnDelete")
            .And.StartsWith("cluster default/ha: 3 untouched (1 of them is not yet as the spec says)\n")
            .And.Contains("\nnot as the spec says now, by a change of the spec that waits or by somebody's hand:\nMACHINE"));
    }

    [Test]
    public async Task Restart_that_was_asked_for_is_planned()
    {
        await PlaceAsync();
        await _sandbox.RunAsync("restart ha-oss-1");

        CliResult result = await _sandbox.RunAsync("plan ha");

        Assert.That(result.Out, Does.Contain("it restarts, as the user asks").And.Contains("start domain default.ha-oss-1"));
    }

    [Test]
    public async Task Several_documents_are_planned_one_after_the_other_and_others_are_named()
    {
        string text = $$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: qa}
            ---
            apiVersion: lustre-operator.dev/v1alpha1
            kind: LustreCluster
            metadata: {name: a}
            spec: {{Spec.ReplaceLineEndings("")}}
            ---
            apiVersion: lustre-operator.dev/v1alpha1
            kind: LustreCluster
            metadata: {name: b}
            spec: {{Spec.ReplaceLineEndings("")}}
            """;

        CliResult result = await Cli.RunAsync(_sandbox.Folder, "plan -f - --kubeconfig kubeconfig", text);

        Golden.Match(result.Out, "Golden/several.txt");
    }

    [TestCase("json")]
    [TestCase("yaml")]
    public async Task Programs_get_the_same_facts(string format)
    {
        await PlaceAsync();
        await WriteAsync(With("\"12Gi\"", "\"16Gi\""), "ha");

        CliResult result = await _sandbox.RunAsync($"plan -f file.yaml -o {format}");

        await File.WriteAllTextAsync(Path.Combine(_sandbox.Folder, "answer"), result.Out);
        JsonNode plan = YamlFile.Read(Path.Combine(_sandbox.Folder, "answer")).Single()["plans"]![0]!;
        Assert.That((string?)plan["change"]![0]!["changes"]![0], Is.EqualTo("memory.size 12Gi -> 16Gi"));
        Assert.That((string?)plan["change"]![0]!["effect"], Does.StartWith("memory needs a restart"));
        Assert.That((bool)plan["isFulfilled"]!, Is.True);
    }

    [TestCase("plan", ExitCode.Usage, "give either a CLUSTER or -f FILE; see kubectl lustre plan --help")]
    [TestCase("plan ha -f file.yaml", ExitCode.Usage, "give either a CLUSTER or -f FILE; see kubectl lustre plan --help")]
    [TestCase("plan h", ExitCode.Failed, "there is no cluster h in namespace default; did you mean ha?")]
    [TestCase("plan ha -n other", ExitCode.Failed, "there is no cluster ha in namespace other; there are no clusters at all; -f FILE plans one of a file")]
    [TestCase("plan -f absent.yaml", ExitCode.Failed, "absent.yaml")]
    [TestCase("plan -f broken.yaml", ExitCode.Failed, "broken.yaml: error converting YAML to JSON: yaml: line ")]
    [TestCase("plan -f other.yaml", ExitCode.Failed, "other.yaml holds no LustreCluster, only ConfigMap x; only clusters can be planned")]
    [TestCase("plan -f file.yaml -n other", ExitCode.Failed, "cluster ha of file.yaml is in namespace default, not other; leave --namespace out, or name that")]
    public async Task What_cannot_be_planned_is_told_in_one_line(string commandLine, int code, string said)
    {
        await _sandbox.ClusterAsync("ha", Spec);
        await WriteAsync(Spec, "ha");
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Folder, "broken.yaml"), "a: [");
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Folder, "other.yaml"), "kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\n");

        CliResult result = await _sandbox.RunAsync(commandLine);

        Assert.That(result.Code, Is.EqualTo(code), result.Error);
        Assert.That(result.Error, Does.Contain(said));
        Assert.That(result.Error.Count(letter => letter == '\n'), Is.EqualTo(1), result.Error);
    }

    private static string With(string text, string instead) => Spec.Replace(text, instead, StringComparison.Ordinal);

    private async Task PlaceAsync() => await _sandbox.PlaceAsync(await _sandbox.ClusterAsync("ha", Spec));

    private async Task<CliResult> PlanAsync(string spec, string name = "ha")
    {
        await WriteAsync(spec, name);
        string[] before = await VersionsAsync();
        CliResult result = await _sandbox.RunAsync("plan -f file.yaml");
        Assert.That(await VersionsAsync(), Is.EqualTo(before), "a plan writes nothing");
        return result;
    }

    private async Task<string[]> VersionsAsync()
    {
        LabState lab = await ClusterReader.LabAsync(_sandbox.Client, CancellationToken.None);
        return [.. lab.Clusters.Select(cluster => cluster.Metadata).Concat(lab.Machines.Select(machine => machine.Metadata)).Select(meta => $"{meta.Name} {meta.ResourceVersion}")];
    }

    private Task WriteAsync(string spec, string name) => File.WriteAllTextAsync(
        Path.Combine(_sandbox.Folder, "file.yaml"),
        new JsonObject
        {
            ["apiVersion"] = ApiNames.ApiVersion,
            ["kind"] = LustreCluster.KindName,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
            ["spec"] = JsonNode.Parse(spec),
        }.ToJsonString());

    private async Task MatchAsync(string spec, string golden, int code, string name = "ha")
    {
        CliResult result = await PlanAsync(spec, name);
        Assert.That(result.Code, Is.EqualTo(code), result.Error + result.Out);
        string text = result.Out;
        foreach (LustreMachine machine in (await ClusterReader.LabAsync(_sandbox.Client, CancellationToken.None)).Machines)
        {
            text = text.Replace(machine.Metadata.Uid!, "UID", StringComparison.Ordinal);
        }

        Golden.Match(text, $"Golden/{golden}.txt");
    }
}
