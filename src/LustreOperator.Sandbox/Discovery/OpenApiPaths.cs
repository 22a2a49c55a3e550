using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Resources;

namespace LustreOperator.Sandbox.Discovery;

/// <summary>The paths of one resource in an OpenAPI document.</summary>
internal sealed class OpenApiPaths(ResourceDefinition resource, string schema)
{
    private static readonly (string Name, string Type)[] s_list =
    [
        ("allowWatchBookmarks", "boolean"), ("continue", "string"), ("fieldSelector", "string"), ("labelSelector", "string"),
        ("limit", "integer"), ("resourceVersion", "string"), ("resourceVersionMatch", "string"), ("sendInitialEvents", "boolean"),
        ("timeoutSeconds", "integer"), ("watch", "boolean"),
    ];

    private static readonly (string Name, string Type)[] s_get = [("resourceVersion", "string")];

    private static readonly (string Name, string Type)[] s_write =
        [("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string")];

    private static readonly (string Name, string Type)[] s_patch = [.. s_write, ("force", "boolean")];

    private static readonly (string Name, string Type)[] s_delete =
    [
        ("dryRun", "string"), ("gracePeriodSeconds", "integer"), ("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean"),
        ("orphanDependents", "boolean"), ("propagationPolicy", "string"),
    ];

    private readonly string _scope = resource.Namespaced ? "Namespaced" : string.Empty;
    private readonly string _owner = Camel(resource.Group.Length == 0 ? "core" : resource.Group) + Upper(resource.Version);
    private readonly string _status = OpenApiMeta.Prefix + "Status";

    public void AddTo(JsonObject paths)
    {
        string root = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.Group}/{resource.Version}";
        string collection = resource.Namespaced ? $"{root}/namespaces/{{namespace}}/{resource.Plural}" : $"{root}/{resource.Plural}";
        paths[collection] = Collection();
        if (!resource.Verbs.Contains("get"))
        {
            return;
        }

        paths[$"{collection}/{{name}}"] = Item();
        if (resource.HasStatus)
        {
            paths[$"{collection}/{{name}}/status"] = Status();
        }

        if (resource.Namespaced)
        {
            JsonObject everywhere = new()
            {
                ["get"] = Operation("list", $"list objects of kind {resource.Kind}", $"list{_owner}{resource.Kind}ForAllNamespaces", [], schema + "List"),
                ["parameters"] = new JsonArray(
                    [.. s_list.Append(("pretty", "string")).OrderBy(p => p.Item1, StringComparer.Ordinal).Select(p => Parameter(p.Item1, p.Item2))]),
            };
            ((JsonObject)everywhere["get"]!).Remove("parameters");
            paths[$"{root}/{resource.Plural}"] = everywhere;
        }
    }

    private JsonObject Collection()
    {
        JsonObject path = [];
        if (resource.Verbs.Contains("list"))
        {
            path["get"] = Operation("list", $"list objects of kind {resource.Kind}", $"list{_owner}{_scope}{resource.Kind}", s_list, schema + "List");
            path["delete"] = Operation(
                "deletecollection", $"delete collection of {resource.Kind}", $"delete{_owner}Collection{_scope}{resource.Kind}", s_list, _status);
        }

        path["post"] = Operation(
            "post", $"create {Article()}", $"create{_owner}{_scope}{resource.Kind}", s_write, schema, schema, "201", "202");
        path["parameters"] = PathParameters(false);
        return path;
    }

    private JsonObject Item() => new()
    {
        ["get"] = Operation("get", $"read the specified {resource.Kind}", $"read{_owner}{_scope}{resource.Kind}", s_get, schema),
        ["put"] = Operation("put", $"replace the specified {resource.Kind}", $"replace{_owner}{_scope}{resource.Kind}", s_write, schema, schema, "201"),
        ["delete"] = Delete(),
        ["patch"] = Patch($"partially update the specified {resource.Kind}", $"patch{_owner}{_scope}{resource.Kind}"),
        ["parameters"] = PathParameters(true),
    };

    private JsonObject Status() => new()
    {
        ["get"] = Operation("get", $"read status of the specified {resource.Kind}", $"read{_owner}{_scope}{resource.Kind}Status", s_get, schema),
        ["put"] = Operation(
            "put", $"replace status of the specified {resource.Kind}", $"replace{_owner}{_scope}{resource.Kind}Status", s_write, schema, schema, "201"),
        ["patch"] = Patch($"partially update status of the specified {resource.Kind}", $"patch{_owner}{_scope}{resource.Kind}Status"),
        ["parameters"] = PathParameters(true),
    };

    private JsonObject Delete()
    {
        JsonObject delete = Operation(
            "delete", $"delete {Article()}", $"delete{_owner}{_scope}{resource.Kind}", s_delete, _status, OpenApiMeta.Prefix + "DeleteOptions", "202");
        ((JsonObject)delete["requestBody"]!).Remove("required");
        return delete;
    }

    private JsonObject Patch(string description, string id)
    {
        JsonObject patch = Operation("patch", description, id, s_patch, schema);
        var content = new JsonObject();
        List<string> types = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];
        if (!resource.IsCustom)
        {
            types.Add("application/strategic-merge-patch+json");
        }

        foreach (string type in types)
        {
            content[type] = Schema(OpenApiMeta.Prefix + "Patch");
        }

        patch["requestBody"] = new JsonObject { ["content"] = content, ["required"] = true };
        return patch;
    }

    private JsonObject Operation(
        string action, string description, string id, (string Name, string Type)[] parameters, string answer, string? body = null, params string[] more)
    {
        var responses = new JsonObject { ["200"] = Response("OK", answer) };
        foreach (string code in more)
        {
            responses[code] = Response(code == "201" ? "Created" : "Accepted", answer);
        }

        responses["401"] = new JsonObject { ["description"] = "Unauthorized" };
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray(Lower(Camel(resource.Group.Length == 0 ? "core" : resource.Group)) + "_" + resource.Version),
            ["description"] = description,
            ["operationId"] = id,
            ["parameters"] = new JsonArray([.. parameters.Select(p => Parameter(p.Name, p.Type))]),
            ["responses"] = responses,
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = new JsonObject
            {
                ["group"] = resource.Group,
                ["version"] = resource.Version,
                ["kind"] = resource.Kind,
            },
        };
        if (body is not null)
        {
            operation["requestBody"] = new JsonObject { ["content"] = Content(body), ["required"] = true };
        }

        return operation;
    }

    private JsonArray PathParameters(bool named)
    {
        var parameters = new JsonArray();
        if (named)
        {
            parameters.Add((JsonNode)InPath("name", $"name of the {resource.Kind}"));
        }

        if (resource.Namespaced)
        {
            parameters.Add((JsonNode)InPath("namespace", "object name and auth scope, such as for teams and projects"));
        }

        parameters.Add((JsonNode)Parameter("pretty", "string"));
        return parameters;
    }

    private static JsonObject InPath(string name, string description) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["description"] = description,
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
    };

    private static JsonObject Parameter(string name, string type) => new()
    {
        ["name"] = name,
        ["in"] = "query",
        ["description"] = $"The {name} option of the Kubernetes API.",
        ["schema"] = new JsonObject { ["type"] = type, ["uniqueItems"] = true },
    };

    private static JsonObject Response(string description, string schema) =>
        new() { ["description"] = description, ["content"] = Content(schema) };

    private static JsonObject Content(string schema) =>
        new() { ["application/json"] = Schema(schema), ["application/yaml"] = Schema(schema) };

    private static JsonObject Schema(string name) =>
        new() { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" } };

    private string Article() => ("AEIOU".Contains(resource.Kind[0], StringComparison.Ordinal) ? "an " : "a ") + resource.Kind;

    private static string Camel(string group) => string.Concat(group.Split('.').Select(Upper));

    private static string Upper(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
