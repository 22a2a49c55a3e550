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

        if (live is not null && !JsonTree.Same(live["spec"], body["spec"]))
        {
            Immutable(live, body, errors);
        }

        Group(body, group, errors);
        Naming(body.Object("spec", "names") ?? [], errors);
        JsonObject[] versions = [.. Versions(body)];
        if (versions.Count(v => v.Flag("storage") == true) != 1)
        {
            errors.Add(FieldError.Invalid(
                "spec.versions", body["spec"]?["versions"], "must have exactly one version marked as storage version"));
        }

        if (versions.DistinctBy(v => v.Text("name")).Count() < versions.Length)
        {
            errors.Add(FieldError.Invalid("spec.versions", body["spec"]?["versions"], "must contain unique version names"));
        }

        if (body.Text("spec", "conversion", "strategy") == "Webhook" && body.Object("spec", "conversion", "webhook") is null)
        {
            errors.Add(FieldError.Required("spec.conversion.webhookClientConfig", "required when strategy is set to Webhook"));
        }

        if (body.Flag("spec", "preserveUnknownFields") == true)
        {
            errors.Add(FieldError.Invalid(
                "spec.preserveUnknownFields", true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        }

        for (int i = 0; i < versions.Length; i++)
        {
            // With one version the API server speaks of the older, version-less field.
            string path = versions.Length == 1 ? "spec.validation.openAPIV3Schema" : $"spec.versions[{i}].schema.openAPIV3Schema";
            if (versions[i].Object("schema", "openAPIV3Schema") is { } schema)
            {
                StructuralRules.Validate(schema, path, errors);
                Paths(versions[i], schema, versions.Length == 1 ? "spec" : $"spec.versions[{i}]", errors);
            }
            else
            {
                errors.Add(FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required"));
            }
        }
    }

    private static void Immutable(JsonObject live, JsonObject body, ICollection<FieldError> errors)
    {
        foreach (string[] field in (string[][])[["spec", "group"], ["spec", "scope"], ["spec", "names", "kind"], ["spec", "names", "plural"]])
        {
            if (!JsonTree.Same(live.At(field), body.At(field)))
            {
                errors.Add(FieldError.Invalid(string.Join('.', field), body.At(field), "field is immutable"));
            }
        }

        string[] names = [.. Versions(body).Select(v => v.Text("name")).OfType<string>()];
        string[] stored = [.. body.Array("status", "storedVersions").Texts()];
        foreach ((int index, string version) in stored.Index().Where(v => !names.Contains(v.Item)))
        {
            errors.Add(FieldError.Invalid(
                $"status.storedVersions[{index}]", version,
                $"missing from spec.versions; {version} was previously a storage version, and must remain in spec.versions until a storage migration "
                + $"ensures no data remains persisted in {version} and removes {version} from status.storedVersions"));
        }

        if (Versions(body).FirstOrDefault(v => v.Flag("storage") == true).Text("name") is { } storage && !stored.Contains(storage))
        {
            errors.Add(FieldError.Invalid(
                "status.storedVersions", body.At("status", "storedVersions"), $"must have the storage version {storage}"));
        }
    }

    private static void Group(JsonObject body, string group, ICollection<FieldError> errors)
    {
        if (group.Length > 0 && Names.SubdomainFault(group) is { } fault)
        {
            errors.Add(FieldError.Invalid("spec.group", group, fault));
        }
        else if (group.Length > 0 && !group.Contains('.', StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid("spec.group", group, "should be a domain with at least one dot"));
        }

        if ((group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal))
            && string.IsNullOrEmpty(body.Text("metadata", "annotations", "api-approved.kubernetes.io")))
        {
            errors.Add(FieldError.Required(
                "metadata.annotations[api-approved.kubernetes.io]",
                "protected groups must have approval annotation \"api-approved.kubernetes.io\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }
    }

    private static void Naming(JsonObject names, ICollection<FieldError> errors)
    {
        foreach (string field in (string[])["plural", "singular", "kind", "listKind"])
        {
            if (names.Text(field) is { Length: > 0 } name
                && Names.NameFault(field.EndsWith("ind", StringComparison.Ordinal) ? name.ToLowerInvariant() : name) is { } fault)
            {
                errors.Add(FieldError.Invalid($"spec.names.{field}", name, fault));
            }
        }

        if (names.Text("kind") is { Length: > 0 } kind && kind == names.Text("listKind"))
        {
            errors.Add(FieldError.Invalid("spec.names.listKind", kind, "kind and listKind may not be the same"));
        }
    }

    /// <summary>Fields for selectors have to be in the schema; paths for scaling lie where they belong.</summary>
    private static void Paths(JsonObject version, JsonObject schema, string at, ICollection<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((int index, JsonNode? field) in (version.Array("selectableFields") ?? []).Index())
        {
            string path = field.Text("jsonPath") ?? string.Empty;
            JsonNode? found = path.TrimStart('.').Split('.').Aggregate((JsonNode?)schema, (node, step) => node.At("properties", step));
            if (found.Text("type") is not ("string" or "boolean" or "integer"))
            {
                errors.Add(FieldError.Invalid(
                    $"{at}.selectableFields[{index}].jsonPath", path, "is an invalid path: does not refer to a valid field"));
            }
            else if (!seen.Add(path))
            {
                errors.Add(FieldError.Duplicate($"{at}.selectableFields[{index}].jsonPath", path));
            }
        }

        if (version.Object("subresources", "scale") is { } scale)
        {
            foreach ((string field, string root) in ((string, string)[])[("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")])
            {
                if (scale.Text(field) is { Length: > 0 } path && !path.StartsWith(root, StringComparison.Ordinal))
                {
                    errors.Add(FieldError.Invalid(
                        $"{at}.subresources.scale.{field}", path, $"should be a json path under {root.TrimEnd('.')}"));
                }
            }
        }
    }

    public static IEnumerable<JsonObject> Versions(JsonObject body) => (body.Array("spec", "versions") ?? []).OfType<JsonObject>();
}
