using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>
/// Whether the cluster serves the kinds with every field that this version writes and reads: an older definition drops new fields in silence.
/// </summary>
internal static class DefinitionCheck
{
    public const string Subject = "definitions";

    private const int NamedAtMost = 5;
    private const string KindsExtension = "x-kubernetes-group-version-kind";

    private static readonly string[] s_parts = ["spec", "status"];

    private static readonly (string Kind, Type Type)[] s_kinds =
    [
        (LustreCluster.KindName, typeof(LustreCluster)),
        (LustreMachine.KindName, typeof(LustreMachine)),
        (KvmHost.KindName, typeof(KvmHost)),
    ];

    /// <summary>Judges what an API server says of our group.</summary>
    /// <param name="openApi">The group's OpenAPI v3 document; null: the server knows no such group.</param>
    public static CheckResult Judge(JsonNode? openApi) => CheckResult.Of(
        Subject,
        $"{string.Join(", ", s_kinds.Select(kind => kind.Kind))} of {ApiNames.ApiVersion}, with every field of this version",
        [.. s_kinds.Select(kind => Fault(kind.Kind, kind.Type, openApi)).OfType<string>()]);

    private static string? Fault(string kind, Type type, JsonNode? openApi)
    {
        if (Schema(kind, openApi) is not { } schema)
        {
            return $"{kind} of {ApiNames.ApiVersion} is not served; install crds/ of this version";
        }

        string[] missing = [.. s_parts.SelectMany(part => Missing(FieldOf(type, part), schema["properties"]?[part], part))];
        return missing.Length == 0
            ? null
            : $"{kind} has no {string.Join(", ", missing.Take(NamedAtMost))}{(missing.Length > NamedAtMost ? $" and {missing.Length - NamedAtMost} more" : "")}; "
              + "its definition is another version's: install crds/ of this one";
    }

    private static JsonNode? Schema(string kind, JsonNode? openApi) =>
        (openApi?["components"]?["schemas"] as JsonObject)?.Select(schema => schema.Value).FirstOrDefault(schema =>
            (schema?[KindsExtension] as JsonArray)?.Any(served =>
                (string?)served?["group"] == ApiNames.Group && (string?)served?["version"] == ApiNames.Version && (string?)served?["kind"] == kind) == true);

    private static Type FieldOf(Type type, string name) => Info(type)!.Properties.Single(property => property.Name == name).PropertyType;

    // What is below a missing field is missing with it, and not told.
    private static IEnumerable<string> Missing(Type type, JsonNode? schema, string path)
    {
        if (schema is null)
        {
            return [path];
        }

        return Info(type) switch
        {
            { Kind: JsonTypeInfoKind.Object } info => info.Properties.SelectMany(
                property => Missing(property.PropertyType, schema["properties"]?[property.Name], $"{path}.{property.Name}")),
            { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } => Missing(element, schema["items"], $"{path}[]"),
            _ => [],
        };
    }

    private static JsonTypeInfo? Info(Type type) => ApiJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
}
