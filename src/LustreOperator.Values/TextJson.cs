using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LustreOperator.Values;

/// <summary>A value in JSON: a string, its one text, also as the name of a property. A string that is no text of such a value cannot be read.</summary>
public sealed class TextJson<T> : JsonConverter<T>
    where T : IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out T? value)
            ? value
            : throw new JsonException($"no {typeof(T).Name}");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString()!);
}
