using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Tables;

/// <summary>The printer columns of a CustomResourceDefinition.</summary>
internal static class CustomColumns
{
    public static IReadOnlyList<TableColumn> Read(JsonObject version)
    {
        List<TableColumn> columns = [.. (version.Array("additionalPrinterColumns") ?? []).OfType<JsonObject>().Select(Column)];
        if (columns.Count == 0)
        {
            columns.Add(Column(new JsonObject { ["name"] = "Age", ["type"] = "date", ["jsonPath"] = ".metadata.creationTimestamp" }));
        }

        return [StandardColumns.Name, .. columns];
    }

    private static TableColumn Column(JsonObject json)
    {
        string type = json.Text("type") ?? "string";
        string path = json.Text("jsonPath") ?? string.Empty;
        string description = json.Text("description") ?? $"Custom resource definition column (in JSONPath format): {path}";
        JsonPath compiled = JsonPath.Parse(path);
        return new TableColumn(
            json.Text("name") ?? string.Empty, type, json.Text("format") ?? string.Empty, (int)(json.Integer("priority") ?? 0), description,
            (o, now) => Cell(compiled.Select(o), type, now));
    }

    private static JsonNode? Cell(IReadOnlyList<JsonNode?> found, string type, DateTimeOffset now)
    {
        if (found.Count == 0)
        {
            return null;
        }

        JsonNode? first = found[0];
        return type switch
        {
            "string" => string.Join(' ', found.Select(f => f.Text() ?? JsonTree.ToText(f))),
            "date" => first.Text() is { } time ? Age.Since(time, now) : "<invalid>",
            "integer" => first.Integer() is { } number ? JsonValue.Create(number) : null,
            _ => first?.DeepClone(),
        };
    }
}
