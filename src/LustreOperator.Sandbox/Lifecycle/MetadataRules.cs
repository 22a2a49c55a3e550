using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Lifecycle;

/// <summary>The rules for metadata that hold for every kind.</summary>
internal static class MetadataRules
{
    public const int AnnotationBytes = 256 * 1024;

    public static void Validate(ResourceDefinition definition, JsonObject body, JsonObject? live, List<FieldError> errors)
    {
        JsonObject metadata = body.GetOrAdd("metadata");
        if (live is null)
        {
            Identity(definition, metadata, errors);
        }
        else if (live.Text("metadata", "deletionTimestamp") is not null)
        {
            NoNewFinalizers(live, metadata, errors);
        }

        Labels(metadata, errors);
        Annotations(metadata, errors);
        Owners(metadata, errors);
        if (live is null)
        {
            Finalizers(metadata, errors);
        }

        if (definition is { IsCustom: false, Group: not BuiltInResources.Extensions })
        {
            errors.AddRange(metadata.Array("finalizers").Texts().Index().Where(f => !ObjectChecks.IsQualified(f.Item)).Select(f => FieldError.Invalid(
                $"metadata.finalizers[{f.Index}]", f.Item, "name is neither a standard finalizer name nor is it fully qualified")));
        }
    }

    private static void Identity(ResourceDefinition definition, JsonObject metadata, List<FieldError> errors)
    {
        if (metadata.Text("generateName") is { Length: > 0 } prefix
            && definition.Behavior.NameFault(prefix.TrimEnd('-') + (prefix.EndsWith('-') ? "a" : "")) is { } prefixFault)
        {
            errors.Add(FieldError.Invalid("metadata.generateName", prefix, prefixFault));
        }

        string name = metadata.Text("name") ?? string.Empty;
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required("metadata.name", "name or generateName is required"));
        }
        else if (definition.Behavior.NameFault(name) is { } fault)
        {
            errors.Add(FieldError.Invalid("metadata.name", name, fault));
        }

        if (!definition.Namespaced && metadata.Text("namespace") is { Length: > 0 })
        {
            errors.Add(FieldError.Forbidden("metadata.namespace", "not allowed on this type"));
        }
    }

    private static void NoNewFinalizers(JsonObject live, JsonObject metadata, List<FieldError> errors)
    {
        string[] added =
        [
            .. metadata.Array("finalizers").Texts().Except(live.Array("metadata", "finalizers").Texts(), StringComparer.Ordinal).Order(StringComparer.Ordinal)
        ];
        if (added.Length > 0)
        {
            string names = string.Join(", ", added.Select(a => $"\"{a}\""));
            errors.Add(FieldError.Forbidden(
                "metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{names}}}"));
        }
    }

    private static void Labels(JsonObject metadata, List<FieldError> errors)
    {
        foreach ((string key, JsonNode? value) in metadata.Object("labels") ?? [])
        {
            errors.AddRange(Names.QualifiedNameFaults(key).Select(fault => FieldError.Invalid("metadata.labels", key, fault)));
            errors.AddRange(Names.LabelValueFaults(value.Text() ?? string.Empty).Select(fault => FieldError.Invalid("metadata.labels", value, fault)));
        }
    }

    private static void Annotations(JsonObject metadata, List<FieldError> errors)
    {
        JsonObject annotations = metadata.Object("annotations") ?? [];
        foreach ((string key, _) in annotations)
        {
            errors.AddRange(Names.QualifiedNameFaults(key.ToLowerInvariant()).Select(fault => FieldError.Invalid("metadata.annotations", key, fault)));
        }

        if (LastApplied.Bytes(annotations) > AnnotationBytes)
        {
            errors.Add(FieldError.TooLong("metadata.annotations", AnnotationBytes));
        }
    }

    private static void Owners(JsonObject metadata, List<FieldError> errors)
    {
        const string field = "metadata.ownerReferences";
        string? controller = null;
        JsonArray owners = metadata.Array("ownerReferences") ?? [];
        foreach (JsonNode? owner in owners)
        {
            string version = owner.Text("apiVersion") ?? string.Empty;
            string kind = owner.Text("kind") ?? string.Empty;
            if (version.Length == 0 || version.EndsWith('/'))
            {
                errors.Add(FieldError.Invalid($"{field}.apiVersion", version, "version must not be empty"));
            }

            foreach (string part in (string[])["kind", "name", "uid"])
            {
                if (owner.Text(part) is null or "")
                {
                    errors.Add(FieldError.Invalid($"{field}.{part}", string.Empty, "must not be empty"));
                }
            }

            if ((version, kind) is ("v1", "Event"))
            {
                errors.Add(FieldError.Invalid(field, owner, "/v1, Kind=Event is disallowed from being an owner"));
            }

            if (owner.Flag("controller") != true)
            {
                continue;
            }

            string current = $"{kind}/{owner.Text("name")}";
            if (controller is not null)
            {
                errors.Add(FieldError.Invalid(
                    field, owners,
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {current}"));
            }

            controller ??= current;
        }
    }

    private static void Finalizers(JsonObject metadata, List<FieldError> errors)
    {
        string[] finalizers = [.. metadata.Array("finalizers").Texts()];
        errors.AddRange(finalizers.SelectMany(f => Names.QualifiedNameFaults(f).Select(fault => FieldError.Invalid("metadata.finalizers", f, fault))));
        if (finalizers.Contains(ObjectDeleter.OrphanFinalizer) && finalizers.Contains(ObjectDeleter.ForegroundFinalizer))
        {
            errors.Add(FieldError.Invalid(
                "metadata.finalizers", JsonTree.ToArray(finalizers),
                $"finalizer {ObjectDeleter.OrphanFinalizer} and {ObjectDeleter.ForegroundFinalizer} cannot be both set"));
        }
    }
}
