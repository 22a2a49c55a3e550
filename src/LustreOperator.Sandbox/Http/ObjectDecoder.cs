using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Http;

/// <summary>Turns a body into an object of the expected kind: names the faults, prunes unknown fields, and warns or refuses.</summary>
internal sealed class ObjectDecoder(ResourceDefinition definition, string fieldValidation, List<string> warnings)
{
    private const int Summary = 30;

    public async Task<JsonObject> DecodeAsync(ApiContext context) =>
        Decode(await BodyReader.ReadAsync(context.Http.Request, context.Aborted), Negotiation.ContentType(context.Http.Request));

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

        if (node is null && !definition.IsCustom && body.Length > 0)
        {
            node = new JsonObject();
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
        if (!definition.IsCustom && (o.Text("kind") != definition.Kind || o.Text("apiVersion") != definition.ApiVersion))
        {
            throw ApiErrors.BadPatchResult(
                made, $"unable to convert object of {o.Text("apiVersion")}, Kind={o.Text("kind")} to {definition.ApiVersion}, Kind={definition.Kind}");
        }

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
        if (o["metadata"] is not (null or JsonObject))
        {
            throw refusal("json: cannot unmarshal into Go struct field metadata of type ObjectMeta");
        }

        JsonObject metadata = o.GetOrAdd("metadata");
        List<string> unknown = [];
        try
        {
            if (definition.Type is { } type)
            {
                unknown.AddRange(TypedReader.Read(o, type));
            }
            else
            {
                unknown.AddRange(TypedReader.ReadPart(metadata, KindFacts.ObjectMeta, "metadata"));
                Pruner.Prune(o, definition.Schema, unknown);
            }
        }
        catch (DocumentException e)
        {
            throw refusal(e.Message);
        }

        List<string> faults = [.. duplicates.Select(d => $"duplicate field \"{d}\""), .. unknown.Select(u => $"unknown field \"{u}\"")];
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
