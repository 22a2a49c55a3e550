using System.Text.Json.Nodes;

namespace LustreOperator.Api.Tests;

[TestFixtureSource(typeof(CrdSchema), nameof(CrdSchema.Files))]
internal sealed class CrdRulesTests(string file)
{
    private readonly CrdSchema _schema = new(file);

    [Test]
    public void Field_has_a_description_that_kubectl_explain_shows() =>
        Assert.That(Paths(node => node["description"] is null), Is.Empty);

    [Test]
    public void List_has_a_maximum_and_a_list_type() =>
        Assert.That(Paths(node => IsOf(node, "array") && (node["maxItems"] is null || node["x-kubernetes-list-type"] is null)), Is.Empty);

    [Test]
    public void String_has_a_maximum_length_or_an_enum() =>
        Assert.That(Paths(node => IsOf(node, "string") && node["maxLength"] is null && node["enum"] is null), Is.Empty);

    [Test]
    public void Map_has_a_maximum_size() =>
        Assert.That(Paths(node => node["additionalProperties"] is not null && node["maxProperties"] is null), Is.Empty);

    [Test]
    public void List_map_key_is_required_of_its_items() =>
        Assert.That(
            Paths(node => node["x-kubernetes-list-map-keys"] is JsonArray keys
                && !keys.All(key => node["items"]!["required"]!.AsArray().Any(name => (string?)name == (string?)key))),
            Is.Empty);

    [Test]
    public void Kind_has_a_status_subresource_and_is_in_the_lustre_category()
    {
        Assert.That(_schema.Version["subresources"]!["status"], Is.Not.Null);
        Assert.That((string?)_schema.Definition["spec"]!["names"]!["categories"]![0], Is.EqualTo("lustre"));
    }

    private IEnumerable<string> Paths(Func<JsonObject, bool> isFaulty) =>
        _schema.Nodes().Where(node => isFaulty(node.Node)).Select(node => node.Path);

    private static bool IsOf(JsonObject node, string type) => (string?)node["type"] == type;
}
