using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;

namespace LustreOperator.Sandbox.Discovery;

/// <summary>The OpenAPI 3 document of one group and version, from which kubectl explains and validates.</summary>
internal sealed class OpenApiDocument(string group, string version, IReadOnlyCollection<ResourceDefinition> resources)
{
    public JsonObject Build()
    {
        JsonObject schemas = OpenApiMeta.Schemas();
        var paths = new JsonObject();
        foreach (ResourceDefinition resource in resources)
        {
            string name;
            if (resource.Type is { } type)
            {
                name = OpenApiTypes.Add(type, schemas);
                AddKind((JsonObject)schemas[name]!, resource);
            }
            else
            {
                name = $"{string.Join('.', group.Split('.').Reverse())}.{version}.{resource.Kind}";
                JsonObject schema = Published(resource.PublicSchema);
                AddKind(schema, resource);
                schemas[name] = schema;
            }

            schemas[name + "List"] = ListSchema(resource, name);
            new OpenApiPaths(resource, name).AddTo(paths);
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = resources.Any(r => r.IsCustom) ? "Kubernetes CRD Swagger" : "Kubernetes",
                ["version"] = "v0.1.0",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static void AddKind(JsonObject schema, ResourceDefinition resource)
    {
        JsonObject properties = schema.GetOrAdd("properties");
        properties["apiVersion"] = Described("string", "The version of the API that this object is written in.");
        properties["kind"] = Described("string", "The kind of object.");
        properties["metadata"] = Reference("ObjectMeta", "The metadata of the object.");
        schema["x-kubernetes-group-version-kind"] = Kinds(resource, resource.Kind);
    }

    private static JsonObject ListSchema(ResourceDefinition resource, string name) => new()
    {
        ["description"] = $"{resource.ListKind} is a list of {resource.Kind}",
        ["type"] = "object",
        ["required"] = new JsonArray("items"),
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = Described("string", "The version of the API that this list is written in."),
            ["kind"] = Described("string", "The kind of list."),
            ["metadata"] = Reference("ListMeta", "The metadata of the list."),
            ["items"] = new JsonObject
            {
                ["description"] = "The objects.",
                ["type"] = "array",
                ["items"] = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" },
            },
        },
        ["x-kubernetes-group-version-kind"] = Kinds(resource, resource.ListKind),
    };

    /// <summary>Schemas as clients get them: values that may be numbers or strings say so in plain OpenAPI.</summary>
    private static JsonObject Published(JsonObject schema)
    {
        JsonObject copy = schema.Copy();
        Expand(copy);
        return copy;
    }

    private static void Expand(JsonObject schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string") == true && schema["anyOf"] is null)
        {
            schema["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
        }

        foreach ((_, JsonNode? property) in schema.Object("properties") ?? [])
        {
            if (property is JsonObject o)
            {
                Expand(o);
            }
        }

        foreach (string child in (string[])["items", "additionalProperties"])
        {
            if (schema.Object(child) is { } o)
            {
                Expand(o);
            }
        }
    }

    private static JsonArray Kinds(ResourceDefinition resource, string kind) =>
        new(new JsonObject { ["group"] = resource.Group, ["version"] = resource.Version, ["kind"] = kind });

    private static JsonObject Described(string type, string description) => new() { ["description"] = description, ["type"] = type };

    private static JsonObject Reference(string name, string description) => new()
    {
        ["description"] = description,
        ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/components/schemas/{OpenApiMeta.Prefix}{name}" }),
    };
}
