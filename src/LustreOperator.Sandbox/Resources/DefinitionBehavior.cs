using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

/// <summary>CustomResourceDefinitions: their defaults and the rules of structural schemas.</summary>
internal sealed class DefinitionBehavior : ResourceBehavior
{
    public override void Normalize(JsonObject body)
    {
        JsonObject spec = body.GetOrAdd("spec");
        JsonObject names = spec.GetOrAdd("names");
        string kind = names.Text("kind") ?? string.Empty;
        names["singular"] ??= kind.ToLowerInvariant();
        names["listKind"] ??= kind + "List";
        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
    }

    public override void PrepareCreate(JsonObject body)
    {
        string[] stored = [.. Versions(body).Where(v => v.Flag("storage") == true).Select(v => v.Text("name") ?? string.Empty)];
        body["status"] = new JsonObject
        {
            ["conditions"] = null,
            ["acceptedNames"] = new JsonObject { ["plural"] = string.Empty, ["kind"] = string.Empty },
            ["storedVersions"] = JsonTree.ToArray(stored),
        };
    }

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        string name = body.Text("metadata", "name") ?? string.Empty;
        string plural = body.Text("spec", "names", "plural") ?? string.Empty;
        string group = body.Text("spec", "group") ?? string.Empty;
        if (name != $"{plural}.{group}")
        {
            errors.Add(FieldError.Invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        }

        Need(body, errors, "group");
        Need(body, errors, "scope");
        foreach (string field in (string[])["plural", "kind"])
        {
            if (string.IsNullOrEmpty(body.Text("spec", "names", field)))
            {
                errors.Add(FieldError.Required($"spec.names.{field}"));
            }
        }

        JsonObject[] versions = [.. Versions(body)];
        if (versions.Count(v => v.Flag("storage") == true) != 1)
        {
            errors.Add(FieldError.Invalid("spec.versions", body["spec"]?["versions"], "must have exactly one version marked as storage version"));
        }

        for (int i = 0; i < versions.Length; i++)
        {
            // With one version the API server speaks of the older, version-less field.
            string path = versions.Length == 1 ? "spec.validation.openAPIV3Schema" : $"spec.versions[{i}].schema.openAPIV3Schema";
            if (versions[i].Object("schema", "openAPIV3Schema") is { } schema)
            {
                StructuralRules.Validate(schema, path, errors);
            }
            else
            {
                errors.Add(FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required"));
            }
        }
    }

    public static IEnumerable<JsonObject> Versions(JsonObject body) => (body.Array("spec", "versions") ?? []).OfType<JsonObject>();

    private static void Need(JsonObject body, ICollection<FieldError> errors, string field)
    {
        if (string.IsNullOrEmpty(body.Text("spec", field)))
        {
            errors.Add(FieldError.Required($"spec.{field}"));
        }
    }
}
