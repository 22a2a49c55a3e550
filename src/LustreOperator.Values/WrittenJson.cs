using System.Text.Json;
using System.Text.Json.Serialization;

namespace LustreOperator.Values;

/// <summary>What a person wrote, in JSON: any string.</summary>
public sealed class WrittenJson<T> : JsonConverter<Written<T>>
    where T : IParsable<T>
{
    public override Written<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? new Written<T>(reader.GetString()!) : throw new JsonException("no string");

    public override void Write(Utf8JsonWriter writer, Written<T> value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
