using System.Text.Json.Serialization;

namespace LustreOperator.Api;

/// <summary>Source-generated JSON of the resources: camelCase, enums as words, null left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(KubernetesTime), typeof(WholeNumber), typeof(LongWholeNumber), typeof(WrittenJson<CpuSet>), typeof(WrittenJson<PciAddress>),
        typeof(QuantityText), typeof(DomainStateText), typeof(LnetNetText), typeof(UuidText),
    ])]
[JsonSerializable(typeof(LustreCluster))]
[JsonSerializable(typeof(LustreMachine))]
[JsonSerializable(typeof(KvmHost))]
public sealed partial class ApiJson : JsonSerializerContext;
