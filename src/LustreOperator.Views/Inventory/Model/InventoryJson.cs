using System.Text.Json.Serialization;

namespace LustreOperator.Views.Inventory;

/// <summary>Hosts for programs, with the resources' customs: camelCase, enums as words, null left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(InventoryModel))]
public sealed partial class InventoryJson : JsonSerializerContext;
