using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Resources;

namespace LustreOperator.Sandbox.Documents;

/// <summary>Reads the binary form in which kubectl writes built-in kinds.</summary>
internal static class ProtobufText
{
    private static readonly byte[] s_magic = "k8s\0"u8.ToArray();

    public static bool IsProtobuf(ReadOnlySpan<byte> body) => body.StartsWith(s_magic);

    /// <summary>An object in its envelope, which says of what kind it is.</summary>
    public static JsonObject Parse(ReadOnlySpan<byte> body)
    {
        string apiVersion = string.Empty;
        string kind = string.Empty;
        ReadOnlySpan<byte> raw = [];
        for (ReadOnlySpan<byte> rest = body[s_magic.Length..]; Next(ref rest, out int number, out _, out ReadOnlySpan<byte> content);)
        {
            if (number == 1)
            {
                for (ReadOnlySpan<byte> type = content; Next(ref type, out int part, out _, out ReadOnlySpan<byte> text);)
                {
                    (apiVersion, kind) = part == 1 ? (Encoding.UTF8.GetString(text), kind) : (apiVersion, Encoding.UTF8.GetString(text));
                }
            }
            else if (number == 2)
            {
                raw = content;
            }
        }

        string group = apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0] : string.Empty;
        FactType known = KindFacts.Kind(group, kind) ?? throw new DocumentException($"no protobuf form of kind {kind} is known here: send JSON");
        JsonObject result = Message(raw, known);
        result["apiVersion"] = apiVersion;
        result["kind"] = kind;
        return result;
    }

    private static JsonObject Message(ReadOnlySpan<byte> bytes, FactType type)
    {
        var result = new JsonObject();
        while (Next(ref bytes, out int number, out ulong scalar, out ReadOnlySpan<byte> content))
        {
            if (type.ByNumber(number) is not { } field)
            {
                continue;
            }

            switch (field.Value)
            {
                case { Form: '[', Item: { } item }:
                    if (result[field.Name] is not JsonArray list)
                    {
                        result[field.Name] = list = [];
                    }

                    list.Add(Value(item, scalar, content));
                    break;
                case { Form: '{', Item: { } item }:
                    (string key, JsonNode? value) = Entry(content, item);
                    result.GetOrAdd(field.Name)[key] = value;
                    break;
                default:
                    result[field.Name] = Value(field.Value, scalar, content);
                    break;
            }
        }

        return result;
    }

    private static JsonNode? Value(FactValue value, ulong scalar, ReadOnlySpan<byte> content)
    {
        switch (value.Form)
        {
            case 'S':
                return Message(content, value.Type!);
            case 's':
                return Encoding.UTF8.GetString(content);
            case 'y':
                return Convert.ToBase64String(content);
            case 'b':
                return scalar != 0;
            case 'i' or 'l':
                return (long)scalar;
            case 'f':
                return BitConverter.UInt64BitsToDouble(scalar);
            case 't' or 'T' when content.IsEmpty:
                return null;
            case '[':
                var items = new JsonArray();
                while (Next(ref content, out _, out ulong number, out ReadOnlySpan<byte> item))
                {
                    items.Add(Value(value.Item!, number, item));
                }

                return items;
        }

        // What has a message of its own: a time (seconds, nanoseconds), a quantity or raw JSON (a text), a number or a text (which, number, text).
        long first = 0;
        long second = 0;
        string text = string.Empty;
        while (Next(ref content, out int at, out ulong number, out ReadOnlySpan<byte> bytes))
        {
            (first, second) = at == 1 ? ((long)number, second) : at == 2 ? (first, (long)number) : (first, second);
            text = bytes.IsEmpty ? text : Encoding.UTF8.GetString(bytes);
        }

        return value.Form switch
        {
            't' or 'T' => DateTimeOffset.FromUnixTimeSeconds(first).AddTicks(second / 100)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            'x' => first == 0 ? second : text,
            'j' => JsonText.Parse(Encoding.UTF8.GetBytes(text)),
            _ => text,
        };
    }

    private static (string Key, JsonNode? Value) Entry(ReadOnlySpan<byte> bytes, FactValue item)
    {
        string key = string.Empty;
        JsonNode? value = item.Zero();
        while (Next(ref bytes, out int number, out ulong scalar, out ReadOnlySpan<byte> content))
        {
            if (number == 1)
            {
                key = Encoding.UTF8.GetString(content);
            }
            else
            {
                value = Value(item, scalar, content);
            }
        }

        return (key, value);
    }

    /// <summary>The next field of a message: a number, or bytes.</summary>
    private static bool Next(scoped ref ReadOnlySpan<byte> bytes, out int number, out ulong scalar, out ReadOnlySpan<byte> content)
    {
        number = 0;
        scalar = 0;
        content = [];
        if (bytes.IsEmpty)
        {
            return false;
        }

        ulong tag = Varint(ref bytes);
        number = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                scalar = Varint(ref bytes);
                break;
            case 1:
                scalar = BitConverter.ToUInt64(Take(ref bytes, 8));
                break;
            case 2:
                content = Take(ref bytes, checked((int)Varint(ref bytes)));
                break;
            case 5:
                Take(ref bytes, 4);
                break;
            default:
                throw new DocumentException("proto: illegal wireType");
        }

        return true;
    }

    private static ulong Varint(scoped ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(ref bytes, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new DocumentException("proto: integer overflow");
    }

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count < 0 || count > bytes.Length)
        {
            throw new DocumentException("proto: unexpected end of input");
        }

        ReadOnlySpan<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
