using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Discovery;

/// <summary>The schemas that all kinds share, from a resource of this assembly.</summary>
internal static class OpenApiMeta
{
    public const string Prefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string Resource = "LustreOperator.Sandbox.Discovery.meta-schemas.json";
    private static readonly Lazy<JsonObject> s_schemas = new(Load);

    public static JsonObject Schemas() => s_schemas.Value.Copy();

    private static JsonObject Load()
    {
        using Stream stream = typeof(OpenApiMeta).Assembly.GetManifestResourceStream(Resource)!;
        var schemas = new JsonObject();
        foreach ((string name, JsonNode? schema) in (JsonObject)JsonNode.Parse(stream)!)
        {
            JsonObject described = ((JsonObject)schema!).Copy();
            described["description"] = $"{name} of the Kubernetes API.";
            foreach ((string property, JsonNode? value) in described.Object("properties") ?? [])
            {
                ((JsonObject)value!)["description"] = $"The {property} of a {name}.";
            }

            schemas[Prefix + name] = described;
        }

        return schemas;
    }
}
