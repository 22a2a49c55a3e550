using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LustreOperator.Api.Tests;

/// <summary>Values are text on the wire and nowhere else: whatever was written, by a user or an earlier version, is read, and written back as it was.</summary>
internal sealed class ValueTextTests
{
    // As versions before these were values wrote them, and as users spell them. What a CRD leaves out is left out.
    private const string Cluster =
        """
        {"apiVersion":"lustre-operator.dev/v1alpha1","kind":"LustreCluster","metadata":{"name":"qa"},"spec":{"hosts":{},"placement":{"numa":"Preferred"},"networks":[
        {"name":"a","lnet":"tcp"},{"name":"b","lnet":"tcp00"},{"name":"c","lnet":"o2ib70000"}],"machines":[
        {"name":"oss","roles":["OSS"],"count":1,"cpu":{"count":1,"pinning":"Dedicated","emulator":"Shared"},"memory":{"size":"2097152Ki","hugepages":"2Mi"},
        "networks":[],"disks":[{"name":"ost","size":"99999999999999Ti","pool":"default","purpose":"Data"}],"powerState":"Running","restartPolicy":"Always","shutdownGraceSeconds":60}],
        "driftPolicy":"Enforce","updatePolicy":"OnDelete","paused":false,"overrides":[]},
        "status":{"observedGeneration":1,"hcas":0,"lnet":{"networks":[{"name":"tcp0","machines":1}],"routes":[{"from":"tcp0","to":"o2ib1","gateways":[],"hops":1}],
        "unreachable":["o2ib0 - tcp0"]},"machines":{"wanted":0,"placed":0,"shouldRun":0,"running":0,"inSync":0,"ready":0},"conditions":[]}}
        """;

    private const string Machine =
        """
        {"apiVersion":"lustre-operator.dev/v1alpha1","kind":"LustreMachine","metadata":{"name":"qa-oss-0"},"spec":{"cluster":"qa","group":"oss","index":0,"roles":[],
        "rolesText":"","host":"kvm1","powerState":"Off","restartPolicy":"Always","driftPolicy":"Enforce","updatePolicy":"OnDelete","paused":false,"shutdownGraceSeconds":60,
        "cpu":{"count":1,"pinning":"Dedicated","vcpuPins":[],"emulatorCpus":""},"memory":{"size":"1024Mi","hugepages":"1Gi"},"networks":[{"name":"a","lnet":"tcp"}],
        "disks":[{"name":"root","size":"1048576Ki","pool":"default","purpose":"System"}]},
        "status":{"observedGeneration":1,"domain":{"name":"qa.qa-oss-0","uuid":"3f1c6a52-8f0e-4d0a-9f5a-0c1d2e3f4a5b","state":"shut off","memory":"1025Ki"},
        "vcpuPins":[],"devices":[],"parkedDevices":[],"volumes":[],"movedDisks":[],"drift":[],"conditions":[]}}
        """;

    private const string Host =
        """
        {"apiVersion":"lustre-operator.dev/v1alpha1","kind":"KvmHost","metadata":{"name":"kvm1"},"spec":{"devices":[],"groupSiblings":"Park","cpus":{},
        "memory":{"reserved":"0"},"unschedulable":false,"fenced":false},"status":{"observedGeneration":1,"hostUuid":"11111111-2222-3333-4444-55555555abcd","cells":[],
        "devices":[],"storagePools":[],"networks":[],"orphanedDomains":[],"dataVolumes":[{"pool":"default","name":"v","capacity":"20480Mi","machineUid":"","disk":"","kept":true}],
        "conditions":[]}}
        """;

    [Test]
    public void Cluster_of_an_earlier_version_is_written_back_as_it_was() => AssertWrittenBack(Cluster, ApiJson.Default.LustreCluster);

    [Test]
    public void Machine_of_an_earlier_version_is_written_back_as_it_was() => AssertWrittenBack(Machine, ApiJson.Default.LustreMachine);

    [Test]
    public void Host_of_an_earlier_version_is_written_back_as_it_was() => AssertWrittenBack(Host, ApiJson.Default.KvmHost);

    [TestCase("running", DomainState.Running, "running")]
    [TestCase("in shutdown", DomainState.ShuttingDown, "in shutdown")]
    [TestCase("no state", DomainState.NoState, "no state")]
    [TestCase("hibernated", DomainState.NoState, "no state")]
    [TestCase("", DomainState.NoState, "no state")]
    public void State_is_a_word_of_virsh_and_any_other_is_no_state(string word, DomainState state, string written)
    {
        LustreMachine machine = Read(Machine.Replace("shut off", word, StringComparison.Ordinal), ApiJson.Default.LustreMachine);

        Assert.That(machine.Status!.Domain!.State, Is.EqualTo(state));
        Assert.That(JsonSerializer.Serialize(machine, ApiJson.Default.LustreMachine), Does.Contain($"\"state\":\"{written}\""));
    }

    [Test]
    public void Uuid_is_the_same_in_upper_and_lower_case() => Assert.That(
        Read(Host.Replace("55555555abcd", "55555555ABCD", StringComparison.Ordinal), ApiJson.Default.KvmHost).Status!.HostUuid,
        Is.EqualTo(Read(Host, ApiJson.Default.KvmHost).Status!.HostUuid).And.EqualTo(new Guid("11111111-2222-3333-4444-55555555abcd")));

    [Test]
    public void Text_that_is_no_uuid_is_one_that_nothing_has() => Assert.That(
        Read(Host.Replace("11111111-2222-3333-4444-55555555abcd", "of the board", StringComparison.Ordinal), ApiJson.Default.KvmHost).Status!.HostUuid, Is.EqualTo(Guid.Empty));

    [Test]
    public void Null_is_the_default() => Assert.That(
        Read(Cluster.Replace("\"2097152Ki\"", "null", StringComparison.Ordinal).Replace("\"tcp\"", "null", StringComparison.Ordinal), ApiJson.Default.LustreCluster).Spec
            is var spec && (spec.Machines[0].Memory.Size, spec.Networks[0].Lnet) == (Quantity.Of("1Gi"), null));

    [TestCase("\"2097152Ki\"", "$.spec.machines[0].memory.size")]
    [TestCase("\"tcp00\"", "$.spec.networks[1].lnet")]
    public void What_is_no_text_is_refused_with_its_path(string text, string path) => Assert.That(
        () => Read(Cluster.Replace(text, "12", StringComparison.Ordinal), ApiJson.Default.LustreCluster), Throws.InstanceOf<JsonException>().With.Property("Path").EqualTo(path));

    private static T Read<T>(string json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;

    private static void AssertWrittenBack<T>(string json, JsonTypeInfo<T> type)
    {
        string written = JsonSerializer.Serialize(Read(json, type), type);

        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(json)), Is.True, written);
    }
}
