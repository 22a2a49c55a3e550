using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Patches;

/// <summary>RFC 7386.</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch) => Merge(patch is JsonObject ? target?.DeepClone() : null, patch);

    private static JsonNode? Merge(JsonNode? own, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        JsonObject result = own as JsonObject ?? [];
        foreach ((string name, JsonNode? value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                JsonNode? before = result[name];
                if (Merge(before, value) is var merged && !ReferenceEquals(before, merged))
                {
                    result[name] = merged;
                }
            }
        }

        return result;
    }
}
