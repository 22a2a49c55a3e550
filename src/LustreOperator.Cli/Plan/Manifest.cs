using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Yaml;

namespace LustreOperator.Cli.Plan;

/// <summary>The clusters of a file, and what else is in it.</summary>
/// <param name="Clusters">In the order of the file.</param>
/// <param name="PassedOver">The other objects, such as <c>Namespace qa</c>.</param>
internal sealed record Manifest(IReadOnlyList<JsonObject> Clusters, IReadOnlyList<string> PassedOver)
{
    private const string StandardInput = "-";
    private const int NamedAtMost = 5;

    /// <summary>Reads YAML documents or JSON.</summary>
    /// <exception cref="CommandException">They cannot be read, or none is a LustreCluster.</exception>
    public static async Task<Manifest> ReadAsync(string file, Shell shell, CancellationToken cancel)
    {
        string text = file == StandardInput ? await shell.In.ReadToEndAsync(cancel) : await File.ReadAllTextAsync(shell.PathOf(file), cancel);
        string name = file == StandardInput ? "standard input" : file;
        JsonObject[] objects = [.. Objects(text, name)];
        ILookup<bool, JsonObject> byKind = objects.ToLookup(IsCluster);
        string[] others = [.. byKind[false].Select(other => $"{(string?)other["kind"]} {(string?)other["metadata"]?["name"]}".TrimEnd())];
        return byKind[true].Any()
            ? new Manifest([.. byKind[true]], others)
            : throw new CommandException($"{name} holds no LustreCluster{(others.Length == 0 ? "" : $", only {Names(others)}")}; only clusters can be planned");
    }

    private static string Names(string[] others) =>
        string.Join(", ", others.Take(NamedAtMost)) + (others.Length > NamedAtMost ? $" and {others.Length - NamedAtMost} more" : "");

    private static bool IsCluster(JsonObject value) =>
        (string?)value["kind"] == LustreCluster.KindName && ((string?)value["apiVersion"])?.StartsWith(ApiNames.Group + "/", StringComparison.Ordinal) == true;

    private static IEnumerable<JsonObject> Objects(string text, string name)
    {
        IReadOnlyList<JsonNode?> documents;
        try
        {
            documents = YamlReader.ParseAll(text);
        }
        catch (YamlFormatException fault)
        {
            throw new CommandException($"{name}: {fault.Message}", fault);
        }

        // kubectl get -o yaml makes a List.
        return documents.OfType<JsonNode>().SelectMany(document => document is JsonObject list && list["items"] is JsonArray items ? items.AsEnumerable() : [document])
            .Select(document => document is JsonObject value && value["kind"] is JsonValue && value["metadata"] is null or JsonObject
                ? value
                : throw new CommandException($"{name} holds something that is no Kubernetes object; each has apiVersion, kind and metadata"));
    }
}
