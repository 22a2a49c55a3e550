using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>What differs between two specs of a machine, compared as they go over the wire.</summary>
internal static class SpecChanges
{
    private static readonly JsonTypeInfo<LustreMachineSpec> s_json =
        (JsonTypeInfo<LustreMachineSpec>)ApiJson.Default.GetTypeInfo(typeof(LustreMachineSpec))!;

    /// <summary>Top-level fields that differ; scalars with their values.</summary>
    public static IEnumerable<string> Between(LustreMachineSpec before, LustreMachineSpec after)
    {
        JsonObject old = ToJson(before);
        JsonObject wanted = ToJson(after);

        // What is null is left out: a field may be on one side only.
        foreach (string name in wanted.Select(field => field.Key).Union(old.Select(field => field.Key)))
        {
            JsonNode? value = wanted[name];
            if (!JsonNode.DeepEquals(old[name], value))
            {
                yield return (value ?? old[name]) is JsonValue ? $"{name} {old[name]?.ToString() ?? "none"} -> {value?.ToString() ?? "none"}" : name;
            }
        }
    }

    public static JsonObject ToJson(LustreMachineSpec spec) => JsonSerializer.SerializeToNode(spec, s_json)!.AsObject();
}
