using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Schema;

/// <summary>The rules that make a schema structural.</summary>
internal static class StructuralRules
{
    public static void Validate(JsonObject schema, string path, ICollection<FieldError> errors) =>
        Node(schema, path, "at the root", errors);

    private static void Node(JsonObject schema, string path, string where, ICollection<FieldError> errors)
    {
        bool typeless = schema.Flag("x-kubernetes-int-or-string") == true || schema.Flag("x-kubernetes-preserve-unknown-fields") == true;
        if (string.IsNullOrEmpty(schema.Text("type")) && !typeless)
        {
            errors.Add(FieldError.Required($"{path}.type", $"must not be empty {where}"));
        }

        if (schema.Object("properties") is { Count: > 0 } && schema["additionalProperties"] is not null)
        {
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "must not be used together with properties"));
        }

        if (schema.Flag("uniqueItems") == true)
        {
            errors.Add(FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }

        if (schema.Text("x-kubernetes-list-type") == "map" && schema.Array("x-kubernetes-list-map-keys") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }

        foreach ((string name, JsonNode? property) in (schema.Object("properties") ?? []).InOrder())
        {
            Node(property as JsonObject ?? [], $"{path}.properties[{name}]", "for specified object fields", errors);
        }

        if (schema.Object("additionalProperties") is { } additional)
        {
            Node(additional, $"{path}.additionalProperties", "for specified object fields", errors);
        }

        if (schema.Object("items") is { } items)
        {
            Node(items, $"{path}.items", "for specified array items", errors);
        }
        else if (schema.Text("type") == "array")
        {
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }
    }
}
