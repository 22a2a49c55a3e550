using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;

namespace LustreOperator.Cli.Plan;

/// <summary>What kubectl has against an object before it asks the server. Pure.</summary>
internal static class ManifestObject
{
    private static readonly string[] s_texts = ["name", "generateName", "namespace"];
    private static readonly string[] s_maps = ["labels", "annotations"];

    /// <summary>The text in a field; null: there is none.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Such as <c>Namespace qa</c>.</summary>
    public static string Label(JsonObject value) => $"{Text(value["kind"])} {Text((value["metadata"] as JsonObject)?["name"])}".TrimEnd();

    /// <summary>Whether it is a LustreCluster, of whatever version.</summary>
    public static bool IsCluster(JsonObject value) => Text(value["kind"]) == LustreCluster.KindName;

    /// <summary>All faults, each with its field; none: the server may be asked.</summary>
    public static IEnumerable<string> Faults(JsonObject value)
    {
        foreach (string field in (string[])["apiVersion", "kind"])
        {
            if (value[field] is null)
            {
                yield return $"{field} is missing";
            }
            else if (Text(value[field]) is null)
            {
                yield return NotText(field, value[field]!);
            }
        }

        if (IsCluster(value) && Text(value["apiVersion"]) is { } version && version != ApiNames.ApiVersion)
        {
            yield return $"apiVersion is {version}, and must be {ApiNames.ApiVersion}";
        }

        if (IsCluster(value) && value["spec"] is { } spec and not JsonObject)
        {
            yield return "spec must be a map";
        }

        if (value["metadata"] is { } found and not JsonObject)
        {
            yield return "metadata must be a map";
        }

        JsonObject metadata = value["metadata"] as JsonObject ?? [];
        if (IsCluster(value) && (metadata["name"] is null || Text(metadata["name"]) == ""))
        {
            yield return "metadata.name is missing";
        }

        foreach (string field in s_texts.Where(field => metadata[field] is { } text && Text(text) is null))
        {
            yield return NotText($"metadata.{field}", metadata[field]!);
        }

        foreach (string field in s_maps)
        {
            if (metadata[field] is { } map and not JsonObject)
            {
                yield return $"metadata.{field} must be a map";
            }

            foreach ((string name, JsonNode? item) in metadata[field] as JsonObject ?? [])
            {
                if (item is not null && Text(item) is null)
                {
                    yield return NotText($"metadata.{field}[{name}]", item);
                }
            }
        }
    }

    private static string NotText(string field, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False =>
            $"{field} must be text, and is the boolean {value.ToJsonString()} (YAML takes on, off, yes, no, y and n for booleans); write it in quotes",
        JsonValueKind.Number => $"{field} must be text, and is the number {value.ToJsonString()}; write it in quotes",
        _ => $"{field} must be text",
    };
}
