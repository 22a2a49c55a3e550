using System.Text.Json;
using System.Text.Json.Serialization;

namespace LustreOperator.Api;

/// <summary>JSON has one kind of number: an integer of a schema may also come as 1.0 or 1e3.</summary>
internal sealed class WholeNumber : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LongWholeNumber.Read(ref reader) is >= int.MinValue and <= int.MaxValue and var value
            ? (int)value
            : throw new JsonException("no 32-bit integer");

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>As <see cref="WholeNumber"/>, of 64 bits.</summary>
internal sealed class LongWholeNumber : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    internal static long Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw new JsonException("no number");
        }

        return reader.TryGetInt64(out long value) ? value
            : reader.TryGetDecimal(out decimal real) && decimal.IsInteger(real) && real is >= long.MinValue and <= long.MaxValue ? (long)real
            : throw new JsonException("no 64-bit integer");
    }
}
