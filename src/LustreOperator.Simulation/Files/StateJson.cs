using System.Text.Json.Serialization;

namespace LustreOperator.Simulation.Files;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SavedHost))]
internal sealed partial class StateJson : JsonSerializerContext;
