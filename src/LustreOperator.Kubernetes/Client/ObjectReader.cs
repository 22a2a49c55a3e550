using System.Text;
using System.Text.Json;

namespace LustreOperator.Kubernetes;

/// <summary>Reads objects, lists and watch events from UTF-8 JSON, and keeps one bad object from spoiling the rest.</summary>
internal static class ObjectReader
{
    private const int MaxProblemLength = 300;

    /// <summary>One object, without the fields that do not fit where its kind allows that; else throws <see cref="JsonException"/>.</summary>
    public static T ReadObject<T>(ReadOnlySpan<byte> json, ResourceKind<T> kind)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, kind.Json) ?? throw new JsonException("the answer is null");
        }
        catch (JsonException) when (kind.MarkUnreadable is not null)
        {
            if (PartialReader.Read(json, kind) is { } partial)
            {
                return partial;
            }

            throw;
        }
    }

    public static ResourceList<T> ReadList<T>(ReadOnlySpan<byte> json, ResourceKind<T> kind)
        where T : class
    {
        List<T> items = [];
        List<UnreadableObject> unreadable = [];
        ListMetadata? metadata = null;
        Utf8JsonReader reader = new(json);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                metadata = JsonSerializer.Deserialize(ref reader, WireJson.Default.ListMetadata);
            }
            else if (reader.ValueTextEquals("items"u8))
            {
                reader.Read();
                ReadItems(json, ref reader, kind, items, unreadable);
            }
            else
            {
                reader.Skip();
            }
        }

        return metadata?.ResourceVersion is { } version
            ? new ResourceList<T>(items, version, metadata.Continue ?? "", unreadable)
            : throw new JsonException("the answer is no list: it has no metadata.resourceVersion");
    }

    /// <summary>One line of a watch. ERROR is thrown as <see cref="KubernetesStatusException"/>; an unknown type is null.</summary>
    public static WatchEvent<T>? ReadEvent<T>(ReadOnlySpan<byte> line, ResourceKind<T> kind)
        where T : class
    {
        string? type = null;
        ReadOnlySpan<byte> body = default;
        Utf8JsonReader reader = new(line);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString();
            }
            else
            {
                bool isObject = reader.ValueTextEquals("object"u8);
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                body = isObject ? line[start..(int)reader.BytesConsumed] : body;
            }
        }

        return type switch
        {
            "ERROR" => throw Refusal.OfEvent(Encoding.UTF8.GetString(body)),
            "ADDED" => Event(WatchEventType.Added, body, kind),
            "MODIFIED" => Event(WatchEventType.Modified, body, kind),
            "DELETED" => Event(WatchEventType.Deleted, body, kind),
            "BOOKMARK" => new WatchEvent<T>(WatchEventType.Bookmark, Header(body).ResourceVersion, Value: null),
            null => throw new JsonException("the event has no type"),
            _ => null,
        };
    }

    private static WatchEvent<T> Event<T>(WatchEventType type, ReadOnlySpan<byte> body, ResourceKind<T> kind)
        where T : class
    {
        try
        {
            T value = ReadObject(body, kind);
            return new WatchEvent<T>(type, kind.Identify(value).ResourceVersion, value);
        }
        catch (Exception fault) when (IsMisfit(fault))
        {
            UnreadableObject unreadable = Unreadable(body, fault);
            return new WatchEvent<T>(type, unreadable.Identity.ResourceVersion, Value: null, unreadable);
        }
    }

    private static void ReadItems<T>(
        ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ResourceKind<T> kind, List<T> items, List<UnreadableObject> unreadable)
        where T : class
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            ReadOnlySpan<byte> item = json[start..(int)reader.BytesConsumed];
            try
            {
                items.Add(ReadObject(item, kind));
            }
            catch (Exception fault) when (IsMisfit(fault))
            {
                unreadable.Add(Unreadable(item, fault));
            }
        }
    }

    private static UnreadableObject Unreadable(ReadOnlySpan<byte> json, Exception fault) =>
        new(Header(json), fault.Message.Length > MaxProblemLength ? fault.Message[..MaxProblemLength] : fault.Message);

    private static ObjectIdentity Header(ReadOnlySpan<byte> json)
    {
        ObjectIdentity identity = JsonSerializer.Deserialize(json, WireJson.Default.ObjectHeader)?.Identity ?? default;
        return string.IsNullOrEmpty(identity.ResourceVersion)
            ? throw new JsonException("an object has no metadata.resourceVersion")
            : identity;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw new JsonException("the answer is no JSON object");
        }
    }

    private static bool IsMisfit(Exception fault) =>
        fault is JsonException or FormatException or InvalidOperationException or NotSupportedException;
}
