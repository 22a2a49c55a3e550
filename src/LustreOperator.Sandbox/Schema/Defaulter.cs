using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Schema;

/// <summary>Fills in defaults. A null where none is allowed counts as absent.</summary>
internal static class Defaulter
{
    public static void Apply(JsonNode? node, StructuralSchema schema)
    {
        switch (node)
        {
            case JsonObject o:
                foreach ((string name, StructuralSchema property) in schema.Properties)
                {
                    if (o.TryGetPropertyValue(name, out JsonNode? value) && value is null && !property.Nullable)
                    {
                        o.Remove(name);
                    }

                    if (!o.ContainsKey(name) && property.Default is { } fallback)
                    {
                        o[name] = fallback.DeepClone();
                    }
                }

                foreach ((string name, JsonNode? value) in o)
                {
                    Apply(value, schema.Field(name));
                }

                break;
            case JsonArray a:
                foreach (JsonNode? item in a)
                {
                    Apply(item, schema.Item);
                }

                break;
        }
    }
}
