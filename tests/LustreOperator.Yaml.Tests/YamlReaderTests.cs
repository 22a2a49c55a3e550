using System.Text.Json.Nodes;

namespace LustreOperator.Yaml.Tests;

internal sealed class YamlReaderTests
{
    [TestCase("yes", "true")]
    [TestCase("Off", "false")]
    [TestCase("~", "null")]
    [TestCase("0x1f", "31")]
    [TestCase("-17", "-17")]
    [TestCase("1.5e3", "1500")]
    [TestCase("1e400", "\"1e400\"")]
    [TestCase("4Gi", "\"4Gi\"")]
    [TestCase("'1'", "\"1\"")]
    [TestCase("!!str 1", "\"1\"")]
    [TestCase("on", "true")]
    [TestCase("oN", "\"oN\"")]
    [TestCase("n", "false")]
    [TestCase("tRue", "\"tRue\"")]
    [TestCase("nULL", "\"nULL\"")]
    [TestCase("0o17", "15")]
    [TestCase("0o8", "\"0o8\"")]
    [TestCase("017", "15")]
    [TestCase("-017", "-15")]
    [TestCase("08", "8")]
    [TestCase("0X1F", "31")]
    [TestCase("-0x1f", "-31")]
    [TestCase("0b101", "5")]
    [TestCase("0b2", "\"0b2\"")]
    [TestCase("0x", "\"0x\"")]
    [TestCase("1_000", "1000")]
    [TestCase("0x1_f", "31")]
    [TestCase("1_000.5", "1000.5")]
    [TestCase("_1", "\"_1\"")]
    [TestCase("+12", "12")]
    [TestCase("-.5", "-0.5")]
    [TestCase("5.", "5")]
    [TestCase("1e", "\"1e\"")]
    [TestCase("1.0", "1")]
    [TestCase("-0.0", "0")]
    [TestCase("9223372036854775807", "9223372036854775807")]
    [TestCase("18446744073709551615", "18446744073709551615")]
    [TestCase("2026-11-30", "\"2026-11-30\"")]
    [TestCase("2026-11-30T10:20:30Z", "\"2026-11-30T10:20:30Z\"")]
    [TestCase("10:20", "\"10:20\"")]
    [TestCase("190:20:30", "\"190:20:30\"")]
    [TestCase("nan", "\"nan\"")]
    [TestCase("=", "\"=\"")]
    [TestCase("--", "\"--\"")]
    [TestCase("!!int '3'", "3")]
    [TestCase("!!int 0x1f", "31")]
    [TestCase("!!float 3", "3")]
    [TestCase("!!bool 'yes'", "true")]
    [TestCase("!!null ''", "null")]
    [TestCase("!!str on", "\"on\"")]
    [TestCase("!!str", "\"\"")]
    [TestCase("!!binary aGVsbG8=", "\"hello\"")]
    [TestCase("!!timestamp 2026-11-30", "\"2026-11-30\"")]
    [TestCase("!custom 1", "\"1\"")]
    [TestCase("! 1", "\"1\"")]
    [TestCase("\"off\"", "\"off\"")]
    public void Scalar_is_what_Kubernetes_takes_it_for(string yaml, string json) =>
        Assert.That(YamlReader.Parse($"a: {yaml}")!["a"]?.ToJsonString() ?? "null", Is.EqualTo(json));

    [Test]
    public void Every_document_of_a_text_is_read_an_empty_one_as_nothing()
    {
        IReadOnlyList<JsonNode?> documents = YamlReader.ParseAll("a: 1\n---\n---\n- b\n");

        Assert.That(documents.Select(document => document?.ToJsonString()), Is.EqualTo((string?[])["{\"a\":1}", null, "[\"b\"]"]));
    }

    [Test]
    public void Text_that_is_no_YAML_is_refused_with_its_line() =>
        Assert.That(() => YamlReader.Parse("a: 1\nb: [\n"), Throws.TypeOf<YamlFormatException>().With.Message.StartsWith("error converting YAML to JSON: yaml: line 3:"));

    [Test]
    public void Aliases_that_make_a_small_text_huge_are_refused()
    {
        string[] levels = [.. Enumerable.Range(1, 9).Select(level => $"l{level}: &l{level} [{string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 9))}]")];

        Assert.That(
            () => YamlReader.Parse($"l0: &l0 x\n{string.Join('\n', levels)}\n"),
            Throws.TypeOf<YamlFormatException>().With.Message.Contains("excessive aliasing or depth"));
    }

    // What kubectl 1.34 says of each, but for the lines, which it does not always name.
    [TestCase("a: .inf", "json: unsupported value: +Inf")]
    [TestCase("a: -.INF", "json: unsupported value: -Inf")]
    [TestCase("a: .NaN", "json: unsupported value: NaN")]
    [TestCase("a: !!int on", "yaml: cannot decode !!bool `on` as a !!int")]
    [TestCase("a: !!null x", "yaml: cannot decode !!str `x` as a !!null")]
    [TestCase("a: *nope", "yaml: unknown anchor 'nope' referenced")]
    [TestCase("a: &a [*a]", "yaml: anchor 'a' value contains itself")]
    [TestCase("a: {<<: 5}", "map merge requires map or sequence of maps as the value")]
    [TestCase("a: {~: 1}", "null cannot be a key")]
    [TestCase("a: {[b]: 1}", "a list or a map cannot be a key")]
    [TestCase("a:\n\tb: 1", "yaml: line 1:")]
    public void What_JSON_cannot_hold_is_refused(string yaml, string said) =>
        Assert.That(() => YamlReader.Parse(yaml), Throws.TypeOf<YamlFormatException>().With.Message.StartsWith("error converting YAML to JSON: ").And.Message.Contains(said));

    [TestCase("{on: 1, 1: 2, 1.5: 3, 0x10: 7, 1e3: 8, !!str no: 9}", "{\"true\":1,\"1\":2,\"1.5\":3,\"16\":7,\"1000\":8,\"no\":9}")]
    [TestCase("{2026-11-30: 2}", "{\"2026-11-30\":2}")]
    public void Keys_become_text(string yaml, string json) => Assert.That(YamlReader.Parse(yaml)!.ToJsonString(), Is.EqualTo(json));

    [TestCase("{<<: *b, c: 3}", "{\"a\":1,\"c\":3}")]
    [TestCase("{c: 3, <<: *b}", "{\"c\":2,\"a\":1}")]
    [TestCase("{<<: [*b, *d], z: 1}", "{\"a\":1,\"e\":4,\"c\":2,\"z\":1}")]
    [TestCase("{'<<': *b}", "{\"\\u003C\\u003C\":{\"a\":1,\"c\":2}}")]
    public void Merge_key_takes_the_fields_in(string map, string json)
    {
        List<string> told = [];
        JsonNode read = YamlReader.ParseAll($"b: &b {{a: 1, c: 2}}\nd: &d {{a: 9, e: 4}}\nx: {map}\n", (line, key) => told.Add($"{line} {key}"))[0]!;

        Assert.That(JsonNode.DeepEquals(read["x"], JsonNode.Parse(json)), read["x"]!.ToJsonString());
        Assert.That(told, Is.Empty);
    }

    [Test]
    public void Key_that_is_there_twice_has_its_last_value_and_is_told()
    {
        List<string> told = [];

        JsonNode read = YamlReader.ParseAll("a: 1\nb: {true: 1, on: 2}\na: 3\n", (line, key) => told.Add($"{line} {key}"))[0]!;

        Assert.That(read.ToJsonString(), Is.EqualTo("{\"a\":3,\"b\":{\"true\":2}}"));
        Assert.That(told, Is.EqualTo((string[])["2 true", "3 a"]));
    }

    [Test]
    public void Alias_is_a_copy()
    {
        JsonNode read = YamlReader.Parse("a: &x {b: [1]}\nc: *x\n")!;

        Assert.That(read.ToJsonString(), Is.EqualTo("{\"a\":{\"b\":[1]},\"c\":{\"b\":[1]}}"));
    }

    [TestCase("\uFEFFa: 1\n", "{\"a\":1}")]
    [TestCase("a: 1\r\nb: 2\r\n", "{\"a\":1,\"b\":2}")]
    [TestCase("a: |\n  b\n  ---\n  c\n", "{\"a\":\"b\\n---\\nc\\n\"}")]
    public void Marks_ends_of_lines_and_blocks_are_read(string yaml, string json) => Assert.That(YamlReader.ParseAll(yaml).Single()!.ToJsonString(), Is.EqualTo(json));

    [TestCase("")]
    [TestCase("# nothing\n")]
    public void Text_without_a_document_has_none(string yaml) => Assert.That(YamlReader.ParseAll(yaml), Is.Empty);
}
