using System.Text.Json.Serialization;
using LustreOperator.Cli.Output;

namespace LustreOperator.Cli.Inventory;

/// <summary>Hosts for programs, with the resources' customs: camelCase, enums as words, null left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(InventoryModel))]
internal sealed partial class InventoryJson : JsonSerializerContext
{
    public static string Print(InventoryModel model, string format) => ModelText.Of(model, Default.InventoryModel, format);
}
