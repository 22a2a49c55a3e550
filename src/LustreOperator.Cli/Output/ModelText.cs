using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LustreOperator.Yaml;

namespace LustreOperator.Cli.Output;

/// <summary>A model for programs. JSON is written from the model itself: by way of nodes, as objects are, a time's `+` would be escaped.</summary>
internal static class ModelText
{
    public static string Of<T>(T model, JsonTypeInfo<T> type, string format) => format == OutputFormat.Yaml
        ? YamlText.Of(JsonSerializer.SerializeToNode(model, type)!)
        : JsonSerializer.Serialize(model, type) + "\n";
}
