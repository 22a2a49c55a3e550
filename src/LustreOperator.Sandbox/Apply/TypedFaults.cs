using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Apply;

/// <summary>
/// What keeps an applied configuration from being merged by its schema: fields nobody declared, values of another type, list
/// items without their keys. Validation proper comes after the merge. The words are those of structured-merge-diff.
/// </summary>
internal static class TypedFaults
{
    /// <summary>One text for all faults; null when there is none.</summary>
    public static string? Describe(JsonObject config, StructuralSchema schema)
    {
        var faults = new List<string>();
        Find(config, schema, string.Empty, faults);
        return faults switch
        {
            [] => null,
            [var only] => only,
            _ => string.Join("\n  ", faults.Prepend("errors:")),
        };
    }

    private static void Find(JsonNode? node, StructuralSchema schema, string path, List<string> faults)
    {
        if (node is null || (schema.Type.Length == 0 && !schema.IntOrString && schema.Properties.Count == 0))
        {
            return;
        }

        switch (schema.Type)
        {
            case "object":
                Object(node, schema, path, faults);
                break;
            case "array":
                List(node, schema, path, faults);
                break;
            case "integer" or "number" when node.GetValueKind() != JsonValueKind.Number:
                faults.Add($"{path}: expected numeric (int or float), got {GoType(node)}");
                break;
            case "string" when node.GetValueKind() != JsonValueKind.String:
                faults.Add($"{path}: expected string, got &value.valueUnstructured{{Value:{GoText(node)}}}");
                break;
            case "boolean" when node.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
                faults.Add($"{path}: expected boolean, got &{{{GoText(node)}}}");
                break;
        }
    }

    private static void Object(JsonNode node, StructuralSchema schema, string path, List<string> faults)
    {
        if (node is not JsonObject o)
        {
            faults.Add($"{path}: expected map, got &{{{GoText(node)}}}");
            return;
        }

        foreach ((string name, JsonNode? value) in o.InOrder())
        {
            string child = $"{path}.{name}";
            if (schema.Properties.TryGetValue(name, out StructuralSchema? property) || (property = schema.AdditionalProperties) is not null)
            {
                Find(value, property, child, faults);
            }
            else if (!schema.PreserveUnknown && !schema.AllowsAdditional && !(schema.EmbeddedResource && name is "apiVersion" or "kind" or "metadata"))
            {
                faults.Add($"{child}: field not declared in schema");
            }
        }
    }

    private static void List(JsonNode node, StructuralSchema schema, string path, List<string> faults)
    {
        if (node is not JsonArray a)
        {
            faults.Add($"{path}: expected list, got &{{{GoText(node)}}}");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < a.Count; i++)
        {
            string at = $"[{i.ToString(CultureInfo.InvariantCulture)}]";
            if (schema.ListType == "map")
            {
                string[] missing = a[i] is JsonObject item
                    ? [.. schema.ListMapKeys.Where(k => item[k] is null && schema.Item.Field(k).Default is null)]
                    : [.. schema.ListMapKeys];
                if (missing.Length > 0)
                {
                    faults.Add(
                        $"{path}: element {i}: associative list with keys has an element that omits key field \"{missing[0]}\" (and doesn't have default value)");
                    continue;
                }

                at = $"[{string.Join(',', ListItems.Key((JsonObject)a[i]!, schema).Select(p => $"{p.Key}={JsonTree.ToText(p.Value)}"))}]";
            }
            else if (schema.ListType == "set")
            {
                at = $"[={JsonTree.ToText(a[i])}]";
            }

            if (ListItems.IsAssociative(schema) && !seen.Add(at))
            {
                faults.Add($"{path}: duplicate entries for key {at}");
            }

            Find(a[i], schema.Item, path + at, faults);
        }
    }

    private static string GoType(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "[]interface {}",
        JsonValueKind.Object => "map[string]interface {}",
        _ => node.Integer() is null ? "float64" : "int64",
    };

    private static string GoText(JsonNode? node) => node switch
    {
        null => "<nil>",
        JsonObject o => $"map[{string.Join(' ', o.InOrder().Select(p => $"{p.Key}:{GoText(p.Value)}"))}]",
        JsonArray a => $"[{string.Join(' ', a.Select(GoText))}]",
        _ => node.Text() ?? JsonTree.ToText(node),
    };
}
