using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Patches;

/// <summary>
/// Strategic merge for built-in kinds: maps merge, lists merge by the keys of their schema, others are replaced.
/// Understands $patch: delete/replace, $deleteFromPrimitiveList and $retainKeys; $setElementOrder is ignored.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string DeletePrefix = "$deleteFromPrimitiveList/";

    public static JsonNode? Apply(JsonNode? target, JsonNode? patch, StructuralSchema schema)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        if (changes.Text(Directive) is { } word and not ("delete" or "replace" or "merge"))
        {
            throw new ApiException(500, null, $"unknown patch type: {word} in map");
        }

        if (changes.Text(Directive) == "delete")
        {
            return null;
        }

        JsonObject result = target is JsonObject o && changes.Text(Directive) != "replace" ? o.Copy() : [];
        if (changes.Array("$retainKeys") is { } retained)
        {
            foreach (string name in result.Select(p => p.Key).Except(retained.Texts(), StringComparer.Ordinal).ToArray())
            {
                result.Remove(name);
            }
        }

        foreach ((string name, JsonNode? value) in changes)
        {
            if (name.StartsWith(DeletePrefix, StringComparison.Ordinal))
            {
                RemoveItems(result, name[DeletePrefix.Length..], value as JsonArray ?? []);
            }
            else if (name[0] != '$')
            {
                Field(result, name, value, schema.Field(name));
            }
        }

        return result;
    }

    private static void Field(JsonObject result, string name, JsonNode? value, StructuralSchema schema)
    {
        JsonNode? merged = value switch
        {
            JsonObject => Apply(result[name], value, schema),
            JsonArray items when ListItems.IsAssociative(schema) => List(result[name] as JsonArray ?? [], items, schema),
            _ => value?.DeepClone(),
        };
        if (merged is null)
        {
            result.Remove(name);
        }
        else
        {
            result[name] = merged;
        }
    }

    private static JsonArray List(JsonArray target, JsonArray patch, StructuralSchema schema)
    {
        bool replace = patch.Any(i => i.Text(Directive) == "replace");
        JsonArray result = replace ? [] : (JsonArray)target.DeepClone();
        foreach (JsonNode? item in patch)
        {
            if (item.Text(Directive) == "replace")
            {
                continue;
            }

            string step = ListItems.Step(item, schema);
            int at = result.Index().FirstOrDefault(e => ListItems.Step(e.Item, schema) == step, (-1, null)).Index;
            JsonNode? merged = schema.ListType == "set" ? item?.DeepClone() : Apply(at < 0 ? null : result[at], item, schema.Item);
            if (at < 0 && merged is not null)
            {
                result.Add(merged);
            }
            else if (at >= 0 && merged is null)
            {
                result.RemoveAt(at);
            }
            else if (at >= 0)
            {
                result[at] = merged;
            }
        }

        return result;
    }

    private static void RemoveItems(JsonObject result, string name, JsonArray items)
    {
        if (result.Array(name) is { } list)
        {
            result[name] = new JsonArray(
                [.. list.Where(i => !items.Any(gone => JsonTree.Same(gone, i))).Select(i => i?.DeepClone())]);
        }
    }
}
