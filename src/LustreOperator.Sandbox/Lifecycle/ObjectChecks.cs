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
        Metadata(definition, body, errors);
        if (live is not null && live.Text("metadata", "deletionTimestamp") is not null)
        {
            Finalizers(definition, live, body, errors);
        }

        if (definition.IsCustom)
        {
            SchemaValidator.Validate(body, definition.Schema, string.Empty, errors);
            if (errors.Count == 0)
            {
                SchemaValidator.ValidateLists(body, definition.Schema, string.Empty, errors);
            }
        }

        definition.Behavior.Validate(body, errors);
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
            warnings.Add($"metadata.finalizers: \"{name}\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers");
        }
    }

    private static bool IsQualified(string finalizer) =>
        finalizer is "orphan" or "foregroundDeletion" or "kubernetes" || finalizer.Contains('/', StringComparison.Ordinal);

    private static void Metadata(ResourceDefinition definition, JsonObject body, List<FieldError> errors)
    {
        string name = body.Text("metadata", "name") ?? string.Empty;
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required("metadata.name", "name or generateName is required"));
        }
        else if (definition.Behavior.NameFault(name) is { } fault)
        {
            errors.Add(FieldError.Invalid("metadata.name", name, fault));
        }

        foreach ((string key, JsonNode? value) in body.Object("metadata", "labels") ?? [])
        {
            if (Names.QualifiedNameFault(key) is { } keyFault)
            {
                errors.Add(FieldError.Invalid("metadata.labels", key, keyFault));
            }

            if (Names.LabelValueFault(value.Text() ?? string.Empty) is { } valueFault)
            {
                errors.Add(FieldError.Invalid("metadata.labels", value, valueFault));
            }
        }

        foreach ((string key, _) in body.Object("metadata", "annotations") ?? [])
        {
            if (Names.QualifiedNameFault(key.ToLowerInvariant()) is { } keyFault)
            {
                errors.Add(FieldError.Invalid("metadata.annotations", key, keyFault));
            }
        }
    }

    private static void Finalizers(ResourceDefinition definition, JsonObject live, JsonObject body, List<FieldError> errors)
    {
        string[] added = [.. body.Array("metadata", "finalizers").Texts().Except(live.Array("metadata", "finalizers").Texts(), StringComparer.Ordinal)];
        if (added.Length == 0)
        {
            return;
        }

        string names = string.Join(", ", added.Select(a => $"\"{a}\""));
        var error = FieldError.Forbidden(
            "metadata.finalizers",
            $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{names}}}");
        errors.Add(error);
        if (definition.IsCustom)
        {
            // The API server checks the metadata of custom resources twice and reports both.
            errors.Add(error);
        }
    }
}
