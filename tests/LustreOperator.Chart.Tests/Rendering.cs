using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Chart.Tests;

/// <summary>What came of a chart.</summary>
/// <param name="Values">The chart's own with those of the request over them.</param>
/// <param name="Templates">The text of each template by its path, without those that came out empty.</param>
/// <param name="Notes">What Helm prints at the end.</param>
internal sealed record Rendering(JsonObject Values, IReadOnlyDictionary<string, string> Templates, string Notes)
{
    private const string Hook = "helm.sh/hook";

    /// <summary>What Helm keeps of a release, in the order of the templates.</summary>
    public IReadOnlyList<JsonObject> Objects { get; } = [.. All(Templates).Where(found => !IsHook(found))];

    /// <summary>What runs at moments of a release's life and is no part of it.</summary>
    public IReadOnlyList<JsonObject> Hooks { get; } = [.. All(Templates).Where(IsHook)];

    public static Rendering Read(string answer)
    {
        JsonNode read = JsonNode.Parse(answer)!;
        return new Rendering(
            read[nameof(Values)]!.AsObject(),
            read["Manifests"]!.AsObject().Where(template => ((string)template.Value!).Trim().Length > 0)
                .OrderBy(template => template.Key, StringComparer.Ordinal).ToDictionary(template => template.Key, template => (string)template.Value!),
            (string)read[nameof(Notes)]!);
    }

    public static string Id(JsonNode found) => $"{(string?)found["kind"]}/{(string?)found["metadata"]!["name"]}";

    /// <summary>Whether Helm leaves it when it leaves the release or the release goes.</summary>
    public static bool IsKept(JsonNode found) => (string?)found["metadata"]!["annotations"]?["helm.sh/resource-policy"] == "keep";

    public IEnumerable<JsonObject> Of(string kind) => Objects.Where(found => (string?)found["kind"] == kind);

    public JsonObject Single(string id) => Objects.Single(found => Id(found) == id);

    private static bool IsHook(JsonNode found) => found["metadata"]!["annotations"]?[Hook] is not null;

    private static IEnumerable<JsonObject> All(IReadOnlyDictionary<string, string> templates) =>
        templates.Values.SelectMany(YamlFile.Parse).Select(document => document.AsObject());
}
