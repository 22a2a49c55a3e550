using System.Text.Json.Nodes;

namespace LustreOperator.Planning.Tests;

internal sealed class SpecMergeTests
{
    [TestCase("""{"a": 1, "b": 2}""", """{"a": 1, "b": 2}""", """{"a": 3}""", """{"a": 3}""", TestName = "What_the_file_had_and_has_no_more_goes")]
    [TestCase("""{"a": 1, "b": 2}""", """{"a": 1}""", """{"a": 3}""", """{"a": 3, "b": 2}""", TestName = "What_the_file_never_had_stays")]
    [TestCase("""{"a": {"x": 1, "y": 2}}""", """{"a": {"x": 1}}""", """{"a": {"z": 3}}""", """{"a": {"y": 2, "z": 3}}""", TestName = "Maps_are_merged_field_by_field")]
    [TestCase("""{"a": [1, 2]}""", """{"a": [1]}""", """{"a": [3]}""", """{"a": [3]}""", TestName = "Lists_are_one_value")]
    public void Spec_that_was_applied_before(string present, string last, string file, string merged) =>
        AssertMerged(present, last, file, merged);

    [Test]
    public void Spec_that_was_never_applied_is_the_files_but_for_overrides() =>
        AssertMerged("""{"a": 1, "b": {"x": 1}, "overrides": [1]}""", null, """{"b": {"y": 2}}""", """{"b": {"y": 2}, "overrides": [1]}""");

    [Test]
    public void Overrides_of_the_file_count() =>
        AssertMerged("""{"overrides": [1]}""", null, """{"overrides": []}""", """{"overrides": []}""");

    private static void AssertMerged(string present, string? last, string file, string merged)
    {
        JsonObject annotations = last is null ? [] : new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = $$"""{"spec": {{last}}}""" };
        JsonObject value = new() { ["metadata"] = new JsonObject { ["annotations"] = annotations }, ["spec"] = JsonNode.Parse(present) };

        JsonObject result = SpecMerge.Apply(value, new JsonObject { ["spec"] = JsonNode.Parse(file) });

        Assert.That(JsonNode.DeepEquals(result, JsonNode.Parse(merged)), Is.True, result.ToJsonString());
    }
}
