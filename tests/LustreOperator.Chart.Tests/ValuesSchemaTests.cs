using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Chart.Tests;

/// <summary>A wrong value is refused where it stands, before anything is rendered or installed.</summary>
internal sealed class ValuesSchemaTests
{
    [Test]
    public void Default_values_are_taken() => Assert.That(ValuesSchema.Faults(Chart.Values()), Is.Empty);

    [TestCase("imgae: a:1", "/imgae")]
    [TestCase("image: {repository: lustre-operator, tag: 0.1.0}", "/image")]
    [TestCase("image: lustre-operator", "/image")]
    [TestCase("image: 'lustre-operator:'", "/image")]
    [TestCase("imagePullPolicy: Sometimes", "/imagePullPolicy")]
    [TestCase("imagePullSecrets: [registry]", "/imagePullSecrets/0")]
    [TestCase("replicas: '2'", "/replicas")]
    [TestCase("replicas: -1", "/replicas")]
    [TestCase("logLevel: info", "/logLevel")]
    [TestCase("logFormat: systemd", "/logFormat")]
    [TestCase("env: {HTTPS_PROXY: a}", "/env")]
    [TestCase("env: [{name: A, value: 1}]", "/env/0/value")]
    [TestCase("resources: {limits: {memory: 512MB}}", "/resources/limits/memory")]
    [TestCase("resources: {limit: {memory: 512Mi}}", "/resources/limit")]
    [TestCase("podAnnotations: {a: true}", "/podAnnotations/a")]
    [TestCase("nodeSelector: [a]", "/nodeSelector")]
    [TestCase("tolerations: [{key: a, operator: Exist}]", "/tolerations/0/operator")]
    [TestCase("topologySpread: {enabled: 'true'}", "/topologySpread/enabled")]
    [TestCase("topologySpread: {whenUnsatisfiable: Never}", "/topologySpread/whenUnsatisfiable")]
    [TestCase("podDisruptionBudget: {minAvailable: half}", "/podDisruptionBudget/minAvailable")]
    [TestCase("podDisruptionBudget: {maxUnavailable: 1}", "/podDisruptionBudget/maxUnavailable")]
    [TestCase("networkPolicy: {apiServerPorts: []}", "/networkPolicy/apiServerPorts")]
    [TestCase("networkPolicy: {apiServerPorts: [70000]}", "/networkPolicy/apiServerPorts/0")]
    [TestCase("serviceMonitor: {interval: 30}", "/serviceMonitor/interval")]
    [TestCase("crds: {enabled: maybe}", "/crds/enabled")]
    [TestCase("crds: {keep: false}", "/crds/keep")]
    [TestCase("hosts: [kvm1]", "/hosts/0")]
    [TestCase("hosts: [{node: worker-1}]", "/hosts/0")]
    [TestCase("hosts: [{name: Kvm1}]", "/hosts/0/name")]
    [TestCase("hosts: [{name: a.}]", "/hosts/0/name")]
    [TestCase("hosts: [{name: kvm1, token: abc}]", "/hosts/0/token")]
    [TestCase("hosts: [{name: 'a123456789012345678901234567890123456789012345678901234567890123'}]", "/hosts/0/name")]
    [TestCase("agents: {libvirtSockets: run/libvirt}", "/agents/libvirtSockets")]
    [TestCase("agents: {image: lustre-agent}", "/agents/image")]
    public void Wrong_value_is_refused_with_its_path(string said, string path) =>
        Assert.That(ValuesSchema.Faults(With(said)).Select(fault => fault.Split(": ")[0]), Has.Member(path));

    [TestCase("image: 'registry.example.com:5000/lab/lustre-operator@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'")]
    [TestCase("image: localhost:5000/lustre-operator:0.1.0-rc.1_a")]
    [TestCase("replicas: 0")]
    [TestCase("podDisruptionBudget: {minAvailable: 100%}")]
    [TestCase("resources: {limits: {cpu: 2, memory: 0.5Gi}}")]
    [TestCase("hosts: [{name: kvm1.lab, node: ip-10-0-0-1.example.com}]")]
    [TestCase("global: {registry: a}")]
    public void Value_that_makes_sense_is_taken(string said) => Assert.That(ValuesSchema.Faults(With(said)), Is.Empty);

    [Test]
    public void Default_that_is_taken_away_is_missed() =>
        Assert.That(ValuesSchema.Faults(Without("replicas")).Single(), Does.Contain("replicas"));

    // A value that the schema does not know cannot be in values.yaml; one that it knows and nothing uses cannot be in it.
    [Test]
    public void Schema_and_values_know_the_same()
    {
        JsonObject values = Chart.Values();
        JsonObject properties = ValuesSchema.Text["properties"]!.AsObject();

        Assert.That(properties.Select(property => property.Key).Where(name => name != "global"), Is.EquivalentTo(values.Select(value => value.Key)));
        foreach ((string name, JsonNode? property) in properties.Where(property => property.Key != "global" && property.Value!["properties"] is not null))
        {
            Assert.That(property!["properties"]!.AsObject().Select(inner => inner.Key), Is.EquivalentTo(values[name]!.AsObject().Select(inner => inner.Key)), name);
            Assert.That((bool)property["additionalProperties"]!, Is.False, name);
            Assert.That(property["required"]!.AsArray().Select(inner => (string?)inner), Is.EquivalentTo(values[name]!.AsObject().Select(inner => inner.Key)), name);
        }
    }

    private static JsonObject With(string said) => Over(Chart.Values(), YamlFile.Parse(said).Single().AsObject());

    private static JsonObject Without(string name)
    {
        JsonObject values = Chart.Values();
        values.Remove(name);
        return values;
    }

    private static JsonObject Over(JsonObject below, JsonObject above)
    {
        foreach ((string name, JsonNode? value) in above)
        {
            below[name] = value is JsonObject map && below[name] is JsonObject inner ? Over(inner, map) : value?.DeepClone();
        }

        return (JsonObject)below.DeepClone();
    }
}
