using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Lifecycle;

/// <summary>What must hold for an object before it is stored.</summary>
internal static class ObjectChecks
{
    public static void Validate(ResourceDefinition definition, JsonObject body, JsonObject? live)
    {
        var errors = new List<FieldError>();
        MetadataRules.Validate(definition, body, live, errors);
        if (live is not null)
        {
            // The API server checks the metadata of an update twice, before the kind's own rules and in them, and reports both.
            errors.AddRange([.. errors]);
        }

        if (definition.IsCustom)
        {
            SchemaValidator.Validate(body, live, definition.Schema, string.Empty, errors);
            if (errors.Count == 0)
            {
                SchemaValidator.ValidateLists(body, live, definition.Schema, errors);
            }
        }

        if (definition.Type is { } type)
        {
            FactRules.Check(body, type, errors);
        }

        definition.Behavior.Validate(live, body, errors);
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(definition, body.Text("metadata", "name") ?? string.Empty, errors);
        }
    }

    public static void WarnAboutFinalizers(JsonObject body, JsonObject? live, ICollection<string> warnings)
    {
        if (JsonTree.Same(body.At("metadata", "finalizers"), live.At("metadata", "finalizers")))
        {
            return;
        }

        foreach (string name in body.Array("metadata", "finalizers").Texts().Where(f => !IsQualified(f)))
        {
            warnings.Add(
                $"metadata.finalizers: \"{name}\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers");
        }
    }

    public static bool IsQualified(string finalizer) =>
        finalizer is "orphan" or "foregroundDeletion" or "kubernetes" || finalizer.Contains('/', StringComparison.Ordinal);
}
