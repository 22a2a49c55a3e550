using System.Text.Json;
using System.Text.Json.Serialization;

namespace LustreOperator.Api;

/// <summary>metav1.Time on the wire: RFC 3339 in UTC, whole seconds, with a Z. The API server keeps our text as we wrote it.</summary>
internal sealed class KubernetesTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToWireText());
}
