using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tables;

/// <summary>One column of a table and how its cell is read from an object.</summary>
internal sealed record TableColumn(
    string Name, string Type, string Format, int Priority, string Description, Func<JsonObject, DateTimeOffset, JsonNode?> Cell);
