using System.Text.Json;
using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Documents;

/// <summary>Reads JSON into a document, noting keys that occur twice (the last one counts, as in Go).</summary>
internal static class JsonText
{
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, ICollection<string>? duplicates = null)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonTree.MaxDepth });
            reader.Read();
            JsonNode? node = Read(ref reader, null, duplicates);
            if (reader.Read())
            {
                throw new DocumentException(GoJsonError.Describe(utf8));
            }

            return node;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid UTF-16, such as half a surrogate pair.
            throw new DocumentException(GoJsonError.Describe(utf8));
        }
    }

    private static JsonNode? Read(ref Utf8JsonReader reader, Step? at, ICollection<string>? duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var o = new JsonObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string name = FieldNames.Read(ref reader);
                    Step? child = duplicates is null ? null : new Step(at, name, -1);
                    reader.Read();
                    JsonNode? value = Read(ref reader, child, duplicates);
                    if (!o.TryAdd(name, value))
                    {
                        duplicates?.Add(child!.ToString());
                        o[name] = value;
                    }
                }

                return o;
            case JsonTokenType.StartArray:
                var a = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    a.Add(Read(ref reader, duplicates is null ? null : new Step(at, string.Empty, a.Count), duplicates));
                }

                return a;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            case JsonTokenType.True:
                return JsonValue.Create(true);
            case JsonTokenType.False:
                return JsonValue.Create(false);
            case JsonTokenType.Number:
                return reader.TryGetInt64(out long number) ? JsonValue.Create(number) : JsonValue.Create(reader.GetDouble());
            default:
                return null;
        }
    }

    /// <summary>One step of the way to a value; put into words only for a key that occurs twice.</summary>
    private sealed record Step(Step? Parent, string Name, int Index)
    {
        public override string ToString() => this switch
        {
            { Index: >= 0 } => $"{Parent}[{Index}]",
            { Parent: null } => Name,
            _ => $"{Parent}.{Name}",
        };
    }
}
