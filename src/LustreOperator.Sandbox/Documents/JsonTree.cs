using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Documents;

/// <summary>Reading and copying JSON documents by path.</summary>
internal static class JsonTree
{
    /// <summary>Deeper documents are refused: every walk over a document is recursive.</summary>
    public const int MaxDepth = 500;

    private static readonly JsonWriterOptions s_writerOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth + 20,
    };

    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string step in path)
        {
            node = node is JsonObject o && o.TryGetPropertyValue(step, out JsonNode? next) ? next : null;
        }

        return node;
    }

    public static JsonObject? Object(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static JsonArray? Array(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue v && v.TryGetValue(out string? text) ? text : null;

    public static bool? Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue v && v.TryGetValue(out bool flag) ? flag : null;

    public static long? Integer(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) switch
    {
        JsonValue v when v.TryGetValue(out long number) => number,
        JsonValue v when v.TryGetValue(out int number) => number,
        JsonValue v when v.GetValueKind() == JsonValueKind.Number && v.TryGetValue(out double d) && d == Math.Floor(d) => (long)d,
        _ => null,
    };

    public static IEnumerable<string> Texts(this JsonArray? array) =>
        (array ?? []).Select(n => n.Text()).OfType<string>();

    public static JsonObject GetOrAdd(this JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            child = [];
            parent[name] = child;
        }

        return child;
    }

    public static JsonObject Copy(this JsonObject source) => (JsonObject)source.DeepClone();

    public static JsonArray ToArray(IEnumerable<string> items) => [.. items.Select(i => (JsonNode?)i)];

    public static bool Same(JsonNode? a, JsonNode? b) => JsonNode.DeepEquals(a, b);

    /// <summary>A copy with the keys of every object in ordinal order, fully materialized so that readers may share it.</summary>
    public static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    public static byte[] ToUtf8(this JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_writerOptions))
        {
            node.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    public static string ToText(JsonNode? node) => node is null ? "null" : System.Text.Encoding.UTF8.GetString(node.ToUtf8());
}
