using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Patches;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Http;

/// <summary>Turns a body into an object of the expected kind: names the faults, prunes unknown fields, and warns or refuses.</summary>
internal sealed class ObjectDecoder(ResourceDefinition definition, string fieldValidation, List<string> warnings)
{
    private const int Summary = 30;

    public JsonObject Decode(byte[] body, string contentType)
    {
        var duplicates = new List<string>();
        JsonNode? node;
        try
        {
            node = contentType switch
            {
                "application/json" => JsonText.Parse(body, duplicates),
                "application/yaml" => BodyReader.ParseAny(body, duplicates),
                "application/vnd.kubernetes.protobuf" when !definition.IsCustom && ProtobufText.IsProtobuf(body) => ProtobufText.Parse(body),
                _ => throw ApiErrors.UnsupportedMediaType("application/json", "application/yaml", "application/vnd.kubernetes.protobuf"),
            };
        }
        catch (DocumentException e)
        {
            throw Unrecognized($"couldn't get version/kind; json parse error: {e.Message}", body);
        }

        if (node is not JsonObject o)
        {
            throw Unrecognized("couldn't get version/kind; json parse error: json: cannot unmarshal value into Go value of type struct", body);
        }

        CheckKind(o);
        return Check(o, duplicates, Unreadable);
    }

    /// <summary>Prunes what the schema does not know from an object that a patch made; faults are the patch's.</summary>
    public void CheckPatched(JsonObject o, IReadOnlyCollection<string> duplicates)
    {
        // Only strict validation refuses after pruning, and shows what there was before it.
        JsonObject made = fieldValidation == "Strict" ? o.Copy() : o;
        Check(o, duplicates, why => ApiErrors.BadPatchResult(made, why));
    }

    /// <summary>An applied configuration has been checked against its schema already; what is left are keys that occur twice.</summary>
    public void CheckApplied(IReadOnlyCollection<string> duplicates)
    {
        if (duplicates.Count > 0 && fieldValidation == "Strict")
        {
            throw ApiErrors.BadRequest($"error strict decoding YAML: {string.Join(", ", duplicates.Select(d => $"key \"{d}\" already set in map"))}");
        }

        if (fieldValidation != "Ignore")
        {
            warnings.AddRange(duplicates.Select(d => $"key \"{d}\" already set in map"));
        }
    }

    private JsonObject Check(JsonObject o, IReadOnlyCollection<string> duplicates, Func<string, ApiException> refusal)
    {
        CheckMetadata(o, refusal);
        var faults = duplicates.Select(d => $"duplicate field \"{d}\"").ToList();
        if (!definition.IsCustom)
        {
            CheckStrings(o, refusal);
        }

        if (definition.HasWholeSchema)
        {
            var unknown = new List<string>();
            Pruner.Prune(o, definition.Schema, string.Empty, unknown);
            faults.AddRange(unknown.Select(u => $"unknown field \"{u}\""));
        }

        if (faults.Count > 0 && fieldValidation == "Strict")
        {
            throw refusal($"strict decoding error: {string.Join(", ", faults)}");
        }

        if (fieldValidation is "Warn" or "")
        {
            foreach (string fault in faults)
            {
                warnings.Add(fault);
            }
        }

        return o;
    }

    private void CheckKind(JsonObject o)
    {
        string? kind = o.Text("kind");
        string? apiVersion = o.Text("apiVersion");
        if (string.IsNullOrEmpty(kind) && definition.IsCustom)
        {
            throw ApiErrors.BadRequest("Object 'Kind' is missing in '" + JsonTree.ToText(o) + "'");
        }

        if (!string.IsNullOrEmpty(apiVersion) && apiVersion != definition.ApiVersion)
        {
            if (definition.IsCustom && fieldValidation is "" or "Warn")
            {
                // The other version has no schema, so every field of its own is unknown.
                foreach ((string name, _) in o.Where(p => p.Key is not ("apiVersion" or "kind" or "metadata")))
                {
                    warnings.Add($"unknown field \"{name}\"");
                }
            }

            throw ApiErrors.BadRequest(
                $"the API version in the data ({apiVersion}) does not match the expected API version ({definition.ApiVersion})");
        }

        if (!string.IsNullOrEmpty(kind) && kind != definition.Kind)
        {
            throw definition.IsCustom
                ? ApiErrors.Invalid(
                    definition.Group, kind, o.Text("metadata", "name") ?? string.Empty,
                    [FieldError.Invalid("kind", kind, $"must be {definition.Kind}")])
                : ApiErrors.BadRequest(
                    $"{kind} in version \"{definition.Version}\" cannot be handled as a {definition.Kind}: "
                    + $"converting ({definition.ApiVersion}.{kind}) to ({definition.ApiVersion}.{definition.Kind}): unknown conversion");
        }
    }

    private static void CheckMetadata(JsonObject o, Func<string, ApiException> refusal)
    {
        if (o["metadata"] is not (null or JsonObject))
        {
            throw refusal(WrongType("metadata", "ObjectMeta"));
        }

        JsonObject metadata = o.GetOrAdd("metadata");
        foreach (string field in (string[])["labels", "annotations"])
        {
            switch (metadata[field])
            {
                case null:
                    metadata.Remove(field);
                    break;
                case JsonObject map when map.All(p => p.Value is null || p.Value.Text() is not null):
                    break;
                default:
                    throw refusal(WrongType($"metadata.{field}", "map[string]string"));
            }
        }

        foreach (string field in (string[])["finalizers", "ownerReferences", "managedFields"])
        {
            if (metadata[field] is not (null or JsonArray))
            {
                throw refusal(WrongType($"metadata.{field}", "slice"));
            }
        }

        foreach (string field in (string[])["name", "namespace", "generateName", "uid", "resourceVersion"])
        {
            if (metadata[field] is { } value && value.Text() is null)
            {
                throw refusal(WrongType($"metadata.{field}", "string"));
            }
        }
    }

    /// <summary>Maps of strings are what built-in kinds are mostly given wrong.</summary>
    private void CheckStrings(JsonObject o, Func<string, ApiException> refusal)
    {
        foreach ((string name, StructuralSchema property) in definition.Schema.Properties.Where(p => p.Value.AdditionalProperties?.Type == "string"))
        {
            JsonNode? odd = o[name] is JsonObject map ? map.Select(p => p.Value).FirstOrDefault(v => v is not null && v.Text() is null) : o[name];
            if (odd is not null)
            {
                string go = o[name] is JsonObject ? "string" : "map[string]string";
                throw refusal($"json: cannot unmarshal {PatchDocument.KindOf(odd)} into Go struct field {definition.Kind}.{name} of type {go}");
            }
        }
    }

    private static string WrongType(string field, string type) => $"json: cannot unmarshal into Go struct field {field} of type {type}";

    private ApiException Unreadable(string why) =>
        ApiErrors.BadRequest($"{definition.Kind} in version \"{definition.Version}\" cannot be handled as a {definition.Kind}: {why}");

    private ApiException Unrecognized(string why, byte[] body)
    {
        bool isObject = body.Length > 0 && body[0] == '{';
        string text = isObject ? Encoding.UTF8.GetString(body) : Convert.ToHexStringLower(body);
        string summary = body.Length == 0 ? "<empty>" : text.Length > Summary ? text[..Summary] + " ..." : text;
        return ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {definition.Kind}): {why} ({summary})");
    }
}
