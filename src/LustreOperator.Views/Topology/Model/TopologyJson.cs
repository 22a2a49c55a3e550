using System.Text.Json.Serialization;
using LustreOperator.Cli.Output;

namespace LustreOperator.Cli.Topology;

/// <summary>A topology for programs, with the resources' customs: camelCase, enums as words, null left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(TopologyModel))]
internal sealed partial class TopologyJson : JsonSerializerContext
{
    public static string Print(TopologyModel model, string format) => ModelText.Of(model, Default.TopologyModel, format);
}
