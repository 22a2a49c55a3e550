using System.Text.Json;
using System.Text.Json.Serialization;

namespace LustreOperator.Kubernetes;

/// <summary>metav1.MicroTime: RFC 3339 in UTC with exactly six decimals, which is the only form that the API server reads.</summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"));
}
