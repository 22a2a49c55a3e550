using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Deploy;

/// <summary>The objects in deploy/, without the examples and the kustomization.</summary>
internal static class Manifests
{
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Directory.GetFiles(RepositoryRoot.File("deploy"), "*.yaml")
            .Select(file => Path.GetFileName(file))
            .Where(file => file != "kustomization.yaml")
            .Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<JsonNode> All { get; } = [.. Files.SelectMany(Of)];

    public static IReadOnlyList<JsonNode> Of(string file) => YamlFile.Read(RepositoryRoot.File("deploy", file));

    public static JsonNode Single(string kind, string name) =>
        All.Single(document => (string?)document["kind"] == kind && (string?)document["metadata"]!["name"] == name);

    public static string Text(string file) => File.ReadAllText(RepositoryRoot.File("deploy", file));

    public static string Id(JsonNode document) => $"{(string?)document["kind"]}/{(string?)document["metadata"]!["name"]}";

    public static IEnumerable<string> Strings(JsonNode? list) => (list as JsonArray)?.Select(item => (string)item!) ?? [];
}
