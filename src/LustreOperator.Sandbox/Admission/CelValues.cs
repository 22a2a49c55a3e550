using System.Text.Json;
using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Admission;

/// <summary>JSON as values of CEL: maps, lists, texts, whole numbers (long), other numbers (double), truth values, null.</summary>
internal static class CelValues
{
    public static object? Of(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => map.ToDictionary(field => field.Key, field => Of(field.Value), StringComparer.Ordinal),
        JsonArray list => list.Select(Of).ToArray(),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => node.GetValue<string>(),
            _ => Number(node.AsValue()),
        },
    };

    private static object Number(JsonValue value) =>
        value.TryGetValue(out long whole) ? whole
        : value.TryGetValue(out int small) ? (long)small
        : value.TryGetValue(out double number) ? number
        : double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
}
