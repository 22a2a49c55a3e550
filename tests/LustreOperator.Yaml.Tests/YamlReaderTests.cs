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
}
