using System.Text.Json.Serialization;

namespace LustreOperator.Views.Topology;

/// <summary>A topology for programs, with the resources' customs: camelCase, enums as words, null left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(TopologyModel))]
public sealed partial class TopologyJson : JsonSerializerContext;
