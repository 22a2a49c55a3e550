using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LustreOperator.TestKit;

/// <summary>
/// The schemas of the kinds that we ship objects of: Kubernetes' own as a kube-apiserver 1.34 publishes them (/openapi/v3, without the descriptions),
/// ours from crds/. A field that a schema does not name is a fault, as for <c>kubectl apply</c>.
/// </summary>
public static class ShippedSchemas
{
    private static readonly JsonObject s_kubernetes =
        JsonNode.Parse(File.ReadAllText(RepositoryRoot.File("tests", "LustreOperator.TestKit", "Schemas", "kubernetes-1.34.json")))!.AsObject();

    private static readonly Dictionary<string, JsonObject> s_ours = ReadDefinitions();

    /// <summary>What is wrong with an object, each with its path; empty when all is well.</summary>
    public static IReadOnlyList<string> Faults(JsonNode document)
    {
        string kind = $"{(string?)document["apiVersion"]} {(string?)document["kind"]}";
        if (s_ours.TryGetValue(kind, out JsonObject? own))
        {
            return [.. Check(document, own, "")];
        }

        return s_kubernetes["kinds"]![kind] is { } name
            ? [.. Check(document, Named((string)name!), "")]
            : [$"there is no schema of {kind}"];
    }

    private static Dictionary<string, JsonObject> ReadDefinitions()
    {
        Dictionary<string, JsonObject> found = [];
        foreach (JsonNode definition in Directory.GetFiles(RepositoryRoot.File("crds"), "*.yaml").SelectMany(YamlFile.Read))
        {
            JsonNode spec = definition["spec"]!;
            foreach (JsonNode? version in spec["versions"]!.AsArray())
            {
                JsonObject schema = JsonNode.Parse(version!["schema"]!["openAPIV3Schema"]!.ToJsonString())!.AsObject();
                schema["properties"]!["metadata"] = new JsonObject { ["$ref"] = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" };
                found.Add($"{spec["group"]}/{version["name"]} {spec["names"]!["kind"]}", schema);
            }
        }

        return found;
    }

    private static JsonObject Named(string name) => s_kubernetes["schemas"]![name]!.AsObject();

    private static IEnumerable<string> Check(JsonNode? value, JsonObject schema, string path)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Check(value, Named(reference), path);
        }

        return value switch
        {
            null => schema["nullable"] is not null || schema["type"] is null ? [] : [$"{path}: has no value"],
            _ when IsAnything(schema) => [],
            JsonObject map => CheckObject(map, schema, path),
            JsonArray list => CheckArray(list, schema, path),
            _ => CheckScalar(value.AsValue(), schema, path),
        };
    }

    private static bool IsAnything(JsonObject schema) =>
        schema["type"] is null && schema["oneOf"] is null && schema["format"] is null && schema["x-kubernetes-int-or-string"] is null;

    private static IEnumerable<string> CheckObject(JsonObject map, JsonObject schema, string path)
    {
        if ((string?)schema["type"] != "object")
        {
            yield return $"{path}: is an object, not {schema["type"]}";
            yield break;
        }

        foreach (string missing in Strings(schema["required"]).Where(name => !map.ContainsKey(name)))
        {
            yield return $"{path}.{missing}: is missing";
        }

        foreach ((string name, JsonNode? value) in map)
        {
            JsonObject? of = (schema["properties"]?[name] ?? schema["additionalProperties"]) as JsonObject;
            if (of is null && schema["x-kubernetes-preserve-unknown-fields"] is null && (schema["properties"] ?? schema["additionalProperties"]) is not null)
            {
                yield return $"{path}.{name}: unknown field";
            }
            else if (of is not null)
            {
                foreach (string fault in Check(value, of, $"{path}.{name}"))
                {
                    yield return fault;
                }
            }
        }
    }

    private static IEnumerable<string> CheckArray(JsonArray list, JsonObject schema, string path) =>
        (string?)schema["type"] != "array" ? [$"{path}: is a list, not {schema["type"]}"]
        : (int?)schema["maxItems"] < list.Count ? [$"{path}: has more than {schema["maxItems"]} items"]
        : list.SelectMany((item, index) => Check(item, schema["items"]!.AsObject(), $"{path}[{index}]"));

    private static IEnumerable<string> CheckScalar(JsonValue value, JsonObject schema, string path)
    {
        string text = value.ToString();
        bool number = value.GetValueKind() == JsonValueKind.Number;
        string[] types = schema["x-kubernetes-int-or-string"] is not null || (string?)schema["format"] == "int-or-string" ? ["integer", "string"]
            : schema["oneOf"] is JsonArray choices ? [.. choices.Select(choice => (string)choice!["type"]!)]
            : [(string)schema["type"]!];
        bool fits = value.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => types.Contains("boolean"),
            JsonValueKind.Number => types.Contains("integer") || types.Contains("number"),
            _ => types.Contains("string"),
        };
        if (!fits)
        {
            yield return $"{path}: {text} is no {string.Join(" or ", types)}";
        }
        else if (schema["enum"] is JsonArray words && !words.Any(word => (string?)word == text))
        {
            yield return $"{path}: {text} is none of {words.ToJsonString()}";
        }
        else if (!number && (string?)schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            yield return $"{path}: {text} does not match {pattern}";
        }
        else if (!number && ((int?)schema["maxLength"] < text.Length || (int?)schema["minLength"] > text.Length))
        {
            yield return $"{path}: {text} is too long or too short";
        }
        else if (number && (Bound(schema, "minimum") > long.Parse(text, CultureInfo.InvariantCulture) || Bound(schema, "maximum") < long.Parse(text, CultureInfo.InvariantCulture)))
        {
            yield return $"{path}: {text} is out of range";
        }
    }

    private static IEnumerable<string> Strings(JsonNode? list) => (list as JsonArray)?.Select(item => (string)item!) ?? [];

    private static long? Bound(JsonObject schema, string name) => (long?)schema[name];
}
