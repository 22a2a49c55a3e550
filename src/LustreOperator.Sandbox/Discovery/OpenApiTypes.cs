using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;

namespace LustreOperator.Sandbox.Discovery;

/// <summary>The built-in types as schemas of an OpenAPI document, each with those that it needs.</summary>
internal static class OpenApiTypes
{
    /// <summary>Adds a type, and what it refers to, to the schemas of a document.</summary>
    /// <returns>The name of its schema.</returns>
    public static string Add(FactType type, JsonObject schemas)
    {
        string name = KindFacts.OpenApiName(type);
        if (schemas.ContainsKey(name))
        {
            return name;
        }

        var properties = new JsonObject();
        var schema = new JsonObject { ["description"] = $"{type.Name} of the Kubernetes API.", ["type"] = "object", ["properties"] = properties };
        schemas[name] = schema;
        if (type.IsAtomic)
        {
            schema["x-kubernetes-map-type"] = "atomic";
        }

        foreach (FactField field in type.Fields)
        {
            JsonObject property = Of(field.Value, schemas);
            property["description"] = $"The {field.Name} of a {type.Name}.";
            properties[field.Name] = property;
        }

        string[] required = [.. type.Fields.Where(f => f is { IsAlwaysShown: true, IsPointer: false, Value.Type: null }).Select(f => f.Name)];
        if (required.Length > 0)
        {
            schema["required"] = JsonTree.ToArray(required);
        }

        return name;
    }

    private static JsonObject Of(FactValue value, JsonObject schemas)
    {
        switch (value.Form)
        {
            case 'S':
                return new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/components/schemas/{Add(value.Type!, schemas)}" }) };
            case '{':
                return new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(value.Item!, schemas) };
            case '[':
                var list = new JsonObject { ["type"] = "array", ["items"] = Of(value.Item!, schemas) };
                list["x-kubernetes-list-type"] = value.Schema.ListType;
                if (value.Schema.ListType == "map")
                {
                    list["x-kubernetes-list-map-keys"] = JsonTree.ToArray(value.Schema.ListMapKeys);
                    list["x-kubernetes-patch-merge-key"] = value.Schema.ListMapKeys[0];
                }

                if (value.Schema.ListType is "map" or "set")
                {
                    // Without it kubectl takes a list for one value, and says "configured" at each apply.
                    list["x-kubernetes-patch-strategy"] = "merge";
                }

                return list;
            case 'j':
                return [];
            case 'x':
                return new JsonObject { ["format"] = "int-or-string", ["oneOf"] = new JsonArray(Typed("integer"), Typed("string")) };
        }

        JsonObject plain = Typed(value.Schema.Type);
        if (value.Form switch { 'i' => "int32", 'l' => "int64", 'f' => "double", 't' or 'T' => "date-time", 'y' => "byte", _ => null } is { } format)
        {
            plain["format"] = format;
        }

        return plain;
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };
}
