using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Apply;

/// <summary>The identity of items in lists that are maps or sets.</summary>
internal static class ListItems
{
    public static bool IsAssociative(StructuralSchema schema) => schema.ListType is "map" or "set";

    /// <summary>The key fields of an item, with their defaults.</summary>
    public static JsonObject Key(JsonObject item, StructuralSchema schema)
    {
        var key = new JsonObject();
        foreach (string name in schema.ListMapKeys)
        {
            JsonNode? value = item[name] ?? schema.Item.Field(name).Default;
            if (value is not null)
            {
                key[name] = value.DeepClone();
            }
        }

        return key;
    }

    public static string Step(JsonNode? item, StructuralSchema schema) => schema.ListType == "map"
        ? "k:" + JsonTree.ToText(Key(item as JsonObject ?? [], schema))
        : "v:" + JsonTree.ToText(item);

    /// <summary>The items of a list by their steps; of two of one step the first counts.</summary>
    public static Dictionary<string, JsonNode?> Index(JsonArray array, StructuralSchema schema)
    {
        var index = new Dictionary<string, JsonNode?>(array.Count, StringComparer.Ordinal);
        foreach (JsonNode? item in array)
        {
            index.TryAdd(Step(item, schema), item);
        }

        return index;
    }
}
