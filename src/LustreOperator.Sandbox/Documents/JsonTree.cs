using System.Buffers;
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

    private const int KeptBytes = 256 * 1024;

    [ThreadStatic]
    private static Scratch? t_scratch;

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

    /// <summary>The fields in ordinal order of their names, as Go walks them.</summary>
    public static KeyValuePair<string, JsonNode?>[] InOrder(this JsonObject source)
    {
        KeyValuePair<string, JsonNode?>[] fields = [.. source];
        for (int i = 1; i < fields.Length; i++)
        {
            // What was stored once mostly is in order already.
            if (string.CompareOrdinal(fields[i - 1].Key, fields[i].Key) > 0)
            {
                System.Array.Sort(fields, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
                break;
            }
        }

        return fields;
    }

    public static JsonObject Copy(this JsonObject source) => (JsonObject)source.DeepClone();

    public static JsonArray ToArray(IEnumerable<string> items) => [.. items.Select(i => (JsonNode?)i)];

    public static bool Same(JsonNode? a, JsonNode? b) => JsonNode.DeepEquals(a, b);

    public static byte[] ToUtf8(this JsonNode node) => Written(writer => node.WriteTo(writer));

    /// <summary>The document with the keys of every object in ordinal order, as Go writes maps.</summary>
    public static byte[] ToSortedUtf8(JsonObject node) => Written(writer => WriteSorted(writer, node));

    /// <summary>What is written by the given function. Writers are used again: most texts are short, and there are many.</summary>
    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        // A function that itself calls this finds none, and gets one of its own.
        Scratch scratch = t_scratch ?? new Scratch();
        t_scratch = null;
        try
        {
            write(scratch.Writer);
            scratch.Writer.Flush();
            return scratch.Buffer.WrittenSpan.ToArray();
        }
        finally
        {
            if (scratch.Buffer.Capacity <= KeptBytes)
            {
                scratch.Buffer.ResetWrittenCount();
                scratch.Writer.Reset();
                t_scratch = scratch;
            }
        }
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject o:
                writer.WriteStartObject();
                foreach ((string name, JsonNode? value) in o.InOrder())
                {
                    writer.WritePropertyName(name);
                    WriteSorted(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray a:
                writer.WriteStartArray();
                foreach (JsonNode? item in a)
                {
                    WriteSorted(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    public static string ToSortedText(JsonObject node) => System.Text.Encoding.UTF8.GetString(ToSortedUtf8(node));

    public static string ToText(JsonNode? node) => node is null ? "null" : System.Text.Encoding.UTF8.GetString(node.ToUtf8());

    private sealed class Scratch
    {
        public Scratch() => Writer = new Utf8JsonWriter(Buffer, s_writerOptions);

        public ArrayBufferWriter<byte> Buffer { get; } = new(4096);

        public Utf8JsonWriter Writer { get; }
    }
}
