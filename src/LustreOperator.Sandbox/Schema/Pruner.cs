using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Schema;

/// <summary>Removes what the schema does not know, and says which fields those were.</summary>
internal static class Pruner
{
    private static readonly string[] s_objectFields = ["apiVersion", "kind", "metadata"];

    public static void Prune(JsonNode? node, StructuralSchema schema, string path, ICollection<string> unknown)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (string name in o.Select(p => p.Key).ToArray())
                {
                    string child = path.Length == 0 ? name : $"{path}.{name}";
                    if (schema.Properties.TryGetValue(name, out StructuralSchema? property))
                    {
                        Prune(o[name], property, child, unknown);
                    }
                    else if (schema.AllowsAdditional)
                    {
                        Prune(o[name], schema.AdditionalProperties ?? StructuralSchema.Open, child, unknown);
                    }
                    else if (!schema.PreserveUnknown && !(schema.EmbeddedResource && s_objectFields.Contains(name)))
                    {
                        o.Remove(name);
                        unknown.Add(child);
                    }
                }

                break;
            case JsonArray a:
                for (int i = 0; i < a.Count; i++)
                {
                    Prune(a[i], schema.Item, $"{path}[{i}]", unknown);
                }

                break;
        }
    }
}
