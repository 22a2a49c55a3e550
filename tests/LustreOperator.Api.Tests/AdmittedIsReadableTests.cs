using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LustreOperator.Api.Tests;

/// <summary>Whatever the schemas admit is read: an object that the API server keeps and we cannot read could not even be deleted.</summary>
internal sealed class AdmittedIsReadableTests
{
    private static readonly (string File, string Path)[] s_wrongValues =
    [
        .. from file in CrdSchema.Files
           from node in new CrdSchema(file).Nodes()
           where SchemaSamples.OwnValues.ContainsKey(node.Path) && (string?)node.Node["type"] == "string"
           select (file, node.Path),
    ];

    private static readonly Dictionary<string, JsonObject> s_schemas = CrdSchema.Files.ToDictionary(file => file, file => new CrdSchema(file).Root);

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Cluster_that_the_schema_admits_is_read(int seed) => IsRead("lustreclusters.yaml", ApiJson.Default.LustreCluster, seed);

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Machine_that_the_schema_admits_is_read(int seed) => IsRead("lustremachines.yaml", ApiJson.Default.LustreMachine, seed);

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Host_that_the_schema_admits_is_read(int seed) => IsRead("kvmhosts.yaml", ApiJson.Default.KvmHost, seed);

    [TestCase("2026-11-30t09:00:00z", "2026-11-30T09:00:00Z")]
    [TestCase("2026-11-30T09:00:00.999999999Z", "2026-11-30T09:00:00Z")]
    [TestCase("2026-11-30T09:00:00+02:30", "2026-11-30T06:30:00Z")]
    [TestCase("2026-11-30T23:59:60Z", "2026-12-01T00:00:00Z")]
    [TestCase("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z")]
    [TestCase("0000-12-31T23:00:00-02:00", "0001-01-01T01:00:00Z")]
    [TestCase("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z")]
    public void Time_of_any_form_is_the_instant_that_it_says(string said, string meant)
    {
        MachineOverride read = JsonSerializer.Deserialize($$$"""{"spec":{"overrides":[{"restartedAt":"{{{said}}}"}]} }""", ApiJson.Default.LustreCluster)!.Spec.Overrides[0];

        Assert.That(read.RestartedAt!.Value.ToWireText(), Is.EqualTo(meant));
    }

    [TestCase("2026-02-30T09:00:00Z")]
    [TestCase("2026-11-30 09:00:00Z")]
    [TestCase("2026-11-30T24:00:00Z")]
    [TestCase("yesterday")]
    public void Text_that_is_no_time_is_refused(string said) =>
        Assert.That(KubernetesTime.Parse(said), Is.Null);

    [TestCase("1e3", 1000)]
    [TestCase("1000.0", 1000)]
    public void Number_of_any_form_is_the_integer_that_it_says(string said, int meant) =>
        Assert.That(
            JsonSerializer.Deserialize($$$"""{"spec":{"machines":[{"count":{{{said}}}}]} }""", ApiJson.Default.LustreCluster)!.Spec.Machines[0].Count,
            Is.EqualTo(meant));

    [TestCase("1.5")]
    [TestCase("1e30")]
    [TestCase("2147483648")]
    public void Number_that_is_no_such_integer_is_refused(string said) =>
        Assert.That(
            () => JsonSerializer.Deserialize($$$"""{"spec":{"machines":[{"count":{{{said}}}}]} }""", ApiJson.Default.LustreCluster),
            Throws.InstanceOf<JsonException>().With.Property("Path").EqualTo("$.spec.machines[0].count"));

    /// <summary>The schema admits any text where the operator or an agent writes a value. One that is none is told with its path, so that the rest of the object is read.</summary>
    [TestCaseSource(nameof(s_wrongValues))]
    public void Value_that_nobody_but_us_writes_and_is_none_is_told_with_its_path((string File, string Path) wrong)
    {
        JsonNode json = "9-1";
        foreach (string step in wrong.Path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.').Reverse())
        {
            json = step == "[]" ? new JsonArray(json) : new JsonObject { [step] = json };
        }

        Assert.That(
            () => wrong.File == "kvmhosts.yaml" ? (object?)json.Deserialize(ApiJson.Default.KvmHost) : json.Deserialize(ApiJson.Default.LustreMachine),
            Throws.InstanceOf<JsonException>().With.Property("Path").EqualTo("$." + wrong.Path.Replace("[]", "[0]", StringComparison.Ordinal)));
    }

    /// <summary>What a person writes is always read, and is never taken for nothing.</summary>
    [Test]
    public void Value_that_a_person_writes_and_is_none_is_read_as_written()
    {
        KvmHost host = JsonSerializer.Deserialize(
            """{"spec":{"cpus":{"reserved":"9-1","shared":"99999999"},"devices":[{"address":"0000:41:ff.0"}]}}""", ApiJson.Default.KvmHost)!;

        Assert.That((host.Spec.Cpus.Reserved!.IsValue, host.Spec.Cpus.Shared!.IsValue, host.Spec.Devices[0].Address.IsValue), Is.EqualTo((false, false, false)));
        Assert.That(host.Spec.Listed(), Is.Empty);
        Assert.That(JsonSerializer.Serialize(host, ApiJson.Default.KvmHost), Does.Contain("\"reserved\":\"9-1\"").And.Contain("\"address\":\"0000:41:ff.0\""));
    }

    private static bool IsRead<T>(string file, JsonTypeInfo<T> type, int seed)
    {
        string text = new SchemaSamples(new Random(seed)).Of(s_schemas[file]);
        T read = JsonSerializer.Deserialize(text, type)!;
        string written = JsonSerializer.Serialize(read, type);
        return written == JsonSerializer.Serialize(JsonSerializer.Deserialize(written, type)!, type) && JsonNode.Parse(text) is not null;
    }
}
