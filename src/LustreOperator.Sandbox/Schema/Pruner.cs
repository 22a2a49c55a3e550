using System.Globalization;
using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Schema;

/// <summary>Removes what the schema does not know, and says which fields those were.</summary>
internal static class Pruner
{
    private static readonly string[] s_objectFields = ["apiVersion", "kind", "metadata"];

    /// <summary>Prunes one value and all below it.</summary>
    /// <param name="node">The value; changed.</param>
    /// <param name="schema">What is known of it.</param>
    /// <param name="unknown">The paths of what was removed are added, from this value on.</param>
    public static void Prune(JsonNode? node, StructuralSchema schema, List<string> unknown)
    {
        switch (node)
        {
            case JsonObject o:
                for (int i = 0; i < o.Count;)
                {
                    (string name, JsonNode? value) = o.GetAt(i);
                    if (schema.Properties.TryGetValue(name, out StructuralSchema? property))
                    {
                        Below(value, property, name, unknown);
                    }
                    else if (schema.AllowsAdditional)
                    {
                        Below(value, schema.AdditionalProperties ?? StructuralSchema.Open, name, unknown);
                    }
                    else if (!schema.PreserveUnknown && !(schema.EmbeddedResource && s_objectFields.Contains(name)))
                    {
                        o.RemoveAt(i);
                        unknown.Add(name);
                        continue;
                    }

                    i++;
                }

                break;
            case JsonArray a:
                for (int i = 0; i < a.Count; i++)
                {
                    if (a[i] is { } item)
                    {
                        Below(item, schema.Item, string.Create(CultureInfo.InvariantCulture, $"[{i}]"), unknown);
                    }
                }

                break;
        }
    }

    // Most values have nothing unknown in them, and then no path is made.
    private static void Below(JsonNode? node, StructuralSchema schema, string step, List<string> unknown)
    {
        if (node is not (JsonObject or JsonArray))
        {
            return;
        }

        int first = unknown.Count;
        Prune(node, schema, unknown);
        for (int i = first; i < unknown.Count; i++)
        {
            unknown[i] = unknown[i][0] == '[' ? step + unknown[i] : $"{step}.{unknown[i]}";
        }
    }
}
