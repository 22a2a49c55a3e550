using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LustreOperator.Api.Tests;

/// <summary>No status is refused for its length, whatever a host has: the limits are those of the schemas, and everything is cut to them.</summary>
internal sealed class StatusFitTests
{
    private static readonly (string File, StatusLimits Limits)[] s_kinds =
    [
        ("lustreclusters.yaml", StatusLimits.LustreCluster),
        ("lustremachines.yaml", StatusLimits.LustreMachine),
        ("kvmhosts.yaml", StatusLimits.KvmHost),
    ];

    [TestCaseSource(nameof(s_kinds))]
    public void Limit_is_that_of_the_schema((string File, StatusLimits Limits) kind)
    {
        string[] schema =
        [
            .. from node in new CrdSchema(kind.File).Nodes()
               where node.Path.StartsWith("status.", StringComparison.Ordinal)
               let maximum = (string?)node.Node["type"] == "array" ? node.Node["maxItems"] : node.Node["maxLength"]
               where maximum is not null
               select Line(node.Path["status.".Length..], (long)maximum, Keys(node.Node)),
        ];

        Assert.That(kind.Limits.All.Select(limit => Line(limit.Key, limit.Value.Maximum, limit.Value.Keys)), Is.EquivalentTo(schema));
    }

    [Test]
    public void Every_condition_type_of_ours_is_known_as_such() =>
        Assert.That(
            ConditionTypes.All,
            Is.EquivalentTo(((Type[])[typeof(ConditionTypes), typeof(ClusterConditionTypes), typeof(MachineConditionTypes), typeof(KvmHostConditionTypes)])
                .SelectMany(kind => kind.GetFields()).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)));

    [Test]
    public void Cluster_status_with_everything_too_long_is_cut_to_what_the_schema_takes() =>
        AssertFits("lustreclusters.yaml", Status<LustreClusterStatus>(), StatusLimits.LustreCluster);

    [Test]
    public void Machine_status_with_everything_too_long_is_cut_to_what_the_schema_takes() =>
        AssertFits("lustremachines.yaml", Status<LustreMachineStatus>(), StatusLimits.LustreMachine);

    [Test]
    public void Host_status_with_everything_too_long_is_cut_to_what_the_schema_takes() =>
        AssertFits("kvmhosts.yaml", Status<KvmHostStatus>(), StatusLimits.KvmHost);

    [Test]
    public void What_was_cut_is_said_with_its_numbers()
    {
        var status = new KvmHostStatus { StoragePools = [.. Enumerable.Range(0, 700).Select(number => new HostStoragePool { Name = $"pool-{number}" })] };

        (KvmHostStatus fitted, IReadOnlyList<string> cuts) = StatusFit.Fit(status, Status<KvmHostStatus>(), StatusLimits.KvmHost);

        Assert.That(cuts, Is.EqualTo(new[] { "storagePools: 512 of 700" }));
        Assert.That(fitted.StoragePools[^1].Name, Is.EqualTo("pool-511"));
    }

    [Test]
    public void Value_that_is_too_long_is_left_out_and_said_since_a_part_of_it_is_another_value()
    {
        var status = new LustreMachineStatus { Pins = "1/1", EmulatorCpus = CpuSet.From(Enumerable.Range(0, CpuSet.MaxCpu / 2).Select(cpu => 2 * cpu)) };

        (LustreMachineStatus fitted, IReadOnlyList<string> cuts) = StatusFit.Fit(status, Status<LustreMachineStatus>(), StatusLimits.LustreMachine);

        Assert.That((fitted.Pins, fitted.EmulatorCpus), Is.EqualTo(("1/1", (CpuSet?)null)));
        Assert.That(cuts, Is.EqualTo(new[] { "no emulatorCpus" }));
    }

    [Test]
    public void Every_value_is_known_as_one() =>
        Assert.That(
            new[] { StatusLimits.LustreMachine, StatusLimits.KvmHost }.SelectMany(limits => limits.All).Where(limit => limit.Value.IsValue).Select(limit => "status." + limit.Key),
            Is.EquivalentTo(SchemaSamples.OwnValues.Keys.Where(path => path.StartsWith("status.", StringComparison.Ordinal))));

    [Test]
    public void Status_that_fits_is_left_as_it_is()
    {
        var status = new KvmHostStatus { OrphanedDomains = ["a", "b"] };

        Assert.That(StatusFit.Fit(status, Status<KvmHostStatus>(), StatusLimits.KvmHost).Status, Is.SameAs(status));
    }

    [Test]
    public void Item_whose_key_is_too_long_or_there_already_is_left_out_and_not_renamed()
    {
        var status = new KvmHostStatus
        {
            Networks = [new HostNetwork { Name = "a" }, new HostNetwork { Name = new string('n', 300) }, new HostNetwork { Name = "a" }],
            OrphanedDomains = ["x", "x"],
        };

        (KvmHostStatus fitted, _) = StatusFit.Fit(status, Status<KvmHostStatus>(), StatusLimits.KvmHost);

        Assert.That(fitted.Networks.Select(network => network.Name), Is.EqualTo(new[] { "a" }));
        Assert.That(fitted.OrphanedDomains, Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void Status_that_no_etcd_would_take_loses_the_end_of_its_longest_list()
    {
        var status = new KvmHostStatus
        {
            Devices = [.. Enumerable.Range(0, 1024).Select(number => new HostDevice { Address = new PciAddress(number, 0, 0, 0), Reason = new string('r', 1024) })],
        };

        (KvmHostStatus fitted, IReadOnlyList<string> cuts) = StatusFit.Fit(status, Status<KvmHostStatus>(), StatusLimits.KvmHost);

        Assert.That(JsonSerializer.SerializeToUtf8Bytes(fitted, Status<KvmHostStatus>()), Has.Length.LessThanOrEqualTo(StatusFit.MaxBytes));
        Assert.That(fitted.Devices[0].Address.ToString(), Is.EqualTo("0000:00:00.0"));
        Assert.That(cuts.Single(), Does.StartWith("devices: ").And.Contain(" of 1024"));
    }

    [Test]
    public void Text_is_not_cut_in_the_middle_of_a_character()
    {
        var status = new KvmHostStatus { AgentVersion = string.Concat(Enumerable.Repeat("\U0001F600", 64)) };

        Assert.That(StatusFit.Fit(status, Status<KvmHostStatus>(), StatusLimits.KvmHost).Status.AgentVersion, Does.EndWith("\U0001F600..."));
    }

    private static JsonTypeInfo<T> Status<T>() => (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!;

    private static void AssertFits<T>(string file, JsonTypeInfo<T> type, StatusLimits limits)
    {
        JsonObject schema = new CrdSchema(file).Root["properties"]!["status"]!.AsObject();
        T oversize = JsonSerializer.Deserialize(Oversize(schema, 0, "status"), type)!;

        (T fitted, IReadOnlyList<string> cuts) = StatusFit.Fit(oversize, type, limits);

        Assert.That(cuts, Is.Not.Empty);
        Assert.That(Faults(JsonSerializer.SerializeToNode(fitted, type)!, schema, "status"), Is.Empty);
    }

    // One more than the schema takes in every list that is there first; strings all different, so that keys are, and some too long.
    private static JsonNode Oversize(JsonObject schema, int number, string path) => (string)schema["type"]! switch
    {
        "array" => new JsonArray([.. Enumerable.Range(0, number == 0 ? (int)(long)schema["maxItems"]! + 1 : 1)
            .Select(index => Oversize(schema["items"]!.AsObject(), index, path + "[]"))]),
        "object" => new JsonObject((schema["properties"]?.AsObject() ?? []).Select(field =>
            KeyValuePair.Create(field.Key, (JsonNode?)Oversize(field.Value!.AsObject(), number, $"{path}.{field.Key}")))),
        "integer" => number,
        "boolean" => true,
        _ when schema["enum"] is JsonArray words => (string)words[0]!,
        _ when (string?)schema["format"] == "date-time" => "2026-11-30T09:00:00Z",
        _ when SchemaSamples.OwnValues.TryGetValue(path, out string[]? texts) =>
            texts[0].Contains(':', StringComparison.Ordinal) ? new PciAddress(number, 0, 0, 0).ToString()
            : texts[0].Length > 0 ? texts[0]
            : number < 4 ? CpuSet.From(Enumerable.Range(0, CpuSet.MaxCpu / 2).Select(cpu => 2 * cpu)).ToString()
            : "3",
        _ => string.Create(CultureInfo.InvariantCulture, $"{number}-") + new string('x', number < 4 ? (int)(long)schema["maxLength"]! : 1),
    };

    private static IEnumerable<string> Faults(JsonNode value, JsonObject schema, string path) => value switch
    {
        JsonArray list =>
        [
            .. list.Count > (long)schema["maxItems"]! ? (string[])[$"{path}: {list.Count} items"] : [],
            .. list.SelectMany(item => Faults(item!, schema["items"]!.AsObject(), path + "[]")),
        ],
        JsonObject map => map.Where(field => field.Value is not null)
            .SelectMany(field => Faults(field.Value!, schema["properties"]![field.Key]!.AsObject(), $"{path}.{field.Key}")),
        _ => schema["maxLength"] is { } most && ((string)value!).Length > (long)most ? [$"{path}: {((string)value!).Length} characters"] : [],
    };

    private static string[] Keys(JsonObject node) => node["x-kubernetes-list-map-keys"] is JsonArray keys ? [.. keys.Select(key => (string)key!)]
        : (string?)node["x-kubernetes-list-type"] == "set" ? ["."] : [];

    private static string Line(string path, long maximum, IReadOnlyList<string> keys) => $"{path} {maximum} {string.Join(',', keys)}";
}
