using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>
/// How the few of the client library's models that we need are read and written. Its own way writes microseconds when there are any and none when there are
/// none, where metav1.Time has whole seconds and metav1.MicroTime always six digits (an API
/// server refuses a MicroTime without); and it brings the readers of all
/// kinds there are into each program. managedFields, which nobody here reads, are left out: an update without them keeps those of the server.
/// </summary>
internal static class LibraryJson
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string MicroTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly JsonSerializerOptions s_options = Options();

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)s_options.GetTypeInfo(typeof(T));

    /// <summary>metav1.Time in UTC, whole seconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat);

    private static JsonSerializerOptions Options()
    {
        JsonSerializerOptions options = new(LibraryModels.Default.Options) { TypeInfoResolver = LibraryModels.Default.WithAddedModifier(Modify) };
        options.Converters.Insert(0, new UtcTime(TimeFormat));
        return options;
    }

    private static void Modify(JsonTypeInfo type)
    {
        if (type.Type == typeof(V1ObjectMeta))
        {
            type.Properties.Remove(type.Properties.Single(property => property.Name == "managedFields"));
        }
        else if (type.Type == typeof(V1LeaseSpec))
        {
            foreach (JsonPropertyInfo property in type.Properties.Where(property => property.PropertyType == typeof(DateTime?)))
            {
                property.CustomConverter = new MicroTime();
            }
        }
    }

    private sealed class UtcTime(string format) : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out DateTimeOffset time)
                ? time.UtcDateTime
                : throw new JsonException("it is no time in RFC 3339");

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime().ToString(format));
    }

    private sealed class MicroTime : JsonConverter<DateTime?>
    {
        private readonly UtcTime _time = new(MicroTimeFormat);

        public override DateTime? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            _time.Read(ref reader, typeToConvert, options);

        public override void Write(Utf8JsonWriter writer, DateTime? value, JsonSerializerOptions options) =>
            _time.Write(writer, value!.Value, options);
    }
}
