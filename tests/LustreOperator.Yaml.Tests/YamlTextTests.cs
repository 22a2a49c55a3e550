using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Yaml.Tests;

internal sealed class YamlTextTests
{
    [TestCase("kvm1")]
    [TestCase("https://10.0.0.1:6443")]
    [TestCase("true")]
    [TestCase("No")]
    [TestCase("~")]
    [TestCase("")]
    [TestCase(" blank ")]
    [TestCase("1")]
    [TestCase("0x1f")]
    [TestCase("1e3")]
    [TestCase(".5")]
    [TestCase("-1")]
    [TestCase("2026-11-23T04:18:21Z")]
    [TestCase("a: b")]
    [TestCase("a #b")]
    [TestCase("a:")]
    [TestCase("- a")]
    [TestCase("*")]
    [TestCase("&a")]
    [TestCase("{a}")]
    [TestCase("'q' \"r\" \\")]
    [TestCase("line\nline\n")]
    [TestCase("Ünïcode ✓")]
    public void Text_reads_back_as_it_was(string text)
    {
        JsonNode read = ReadBack(new JsonObject { ["text"] = text });

        Assert.That((string?)read["text"], Is.EqualTo(text));
    }

    [Test]
    public void Structure_reads_back_as_it_was()
    {
        JsonObject node = new()
        {
            ["empty"] = new JsonObject(),
            ["none"] = new JsonArray(),
            ["null"] = null,
            ["number"] = 42,
            ["flag"] = true,
            ["list"] = new JsonArray(1, "1", new JsonObject { ["a"] = "b", ["c"] = new JsonArray("d") }),
        };

        Assert.That(JsonNode.DeepEquals(ReadBack(node), node), Is.True, YamlText.Of(node));
    }

    private static JsonNode ReadBack(JsonObject node) => YamlFile.Parse(YamlText.Of(node)).Single();
}
