using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Patches;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Http;

/// <summary>create, update and patch.</summary>
internal sealed class WriteHandler(ObjectRegistry registry, TimeProvider time)
{
    private const string JsonPatchType = "application/json-patch+json";
    private const string MergePatchType = "application/merge-patch+json";
    private const string StrategicPatchType = "application/strategic-merge-patch+json";
    private const string ApplyPatchType = "application/apply-patch+yaml";
    private const string PolicyWarning =
        "this server stores admission policies but does not evaluate them: nothing is refused because of this object";

    public async Task CreateAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        WriteOptions options = context.WriteOptions(unconditional: true);
        JsonObject body = await DecodeAsync(context);
        CheckNamespace(context, body);
        StoredObject created = registry.Create(context.Definition, context.Namespace, body, options);
        await AnswerAsync(context, 201, created, form);
    }

    public async Task UpdateAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        WriteOptions options = context.WriteOptions(unconditional: false);
        JsonObject body = await DecodeAsync(context);
        CheckNamespace(context, body);
        CheckName(context, body);
        StoredObject updated = registry.Update(
            context.Definition, context.Namespace, context.Info.Name, _ => body.Copy(), options);
        await AnswerAsync(context, 200, updated, form);
    }

    public async Task PatchAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        string type = Negotiation.ContentType(context.Http.Request);
        ResourceDefinition definition = context.Definition;
        if (type is not (JsonPatchType or MergePatchType or ApplyPatchType) && (type != StrategicPatchType || definition.IsCustom))
        {
            throw definition.IsCustom
                ? ApiErrors.UnsupportedMediaType(JsonPatchType, MergePatchType, ApplyPatchType)
                : ApiErrors.UnsupportedMediaType(JsonPatchType, MergePatchType, StrategicPatchType, ApplyPatchType);
        }

        WriteOptions options = context.WriteOptions(unconditional: true);
        byte[] bytes = await BodyReader.ReadAsync(context.Http.Request, context.Aborted);
        if (type == ApplyPatchType)
        {
            (StoredObject applied, bool created) = Apply(context, bytes, options);
            await AnswerAsync(context, created ? 201 : 200, applied, form);
            return;
        }

        JsonNode? patch = ParsePatch(bytes);
        StoredObject patched = registry.Update(
            definition, context.Namespace, context.Info.Name, live => Patched(context, live, patch, type), options);
        await AnswerAsync(context, 200, patched, form);
    }

    private static JsonObject Patched(ApiContext context, JsonObject live, JsonNode? patch, string type)
    {
        JsonNode? result;
        try
        {
            result = type switch
            {
                JsonPatchType => JsonPatch.Apply(live, patch as JsonArray ?? throw NotAPatch()),
                MergePatchType => MergePatch.Apply(live, patch as JsonObject ?? throw NotAPatch()),
                _ => StrategicMergePatch.Apply(live, patch as JsonObject ?? throw NotAPatch(), context.Definition.Schema),
            };
        }
        catch (PatchFailedException)
        {
            throw ApiErrors.PatchRejected();
        }

        JsonObject body = result as JsonObject ?? throw NotAPatch();
        CheckName(context, body);
        context.Warnings.Clear();
        return context.Decoder().Check(body);
    }

    private (StoredObject Object, bool Created) Apply(ApiContext context, byte[] bytes, WriteOptions options)
    {
        if (context.Query("fieldManager").Length == 0)
        {
            throw context.OptionError("fieldManager", FieldError.Required("fieldManager", "is required for apply patch"));
        }

        var duplicates = new List<string>();
        JsonNode? node;
        try
        {
            node = BodyReader.ParseAny(bytes, duplicates);
        }
        catch (DocumentException e)
        {
            throw ApiErrors.BadRequest($"error decoding YAML: {e.Message}");
        }

        JsonObject config = node as JsonObject ?? throw ApiErrors.BadRequest("error decoding YAML: the configuration is not an object");
        if (config.Text("apiVersion") is not { } version || config.Text("kind") is not { } kind)
        {
            throw ApiErrors.BadRequest("Object 'Kind' or 'apiVersion' is missing in the applied configuration");
        }

        if (version != context.Definition.ApiVersion || kind != context.Definition.Kind)
        {
            throw ApiErrors.BadRequest(
                $"{kind} in version \"{version}\" cannot be applied to {context.Definition.Kind} in version \"{context.Definition.ApiVersion}\"");
        }

        if (config.Array("metadata", "managedFields") is { Count: > 0 })
        {
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        }

        CheckName(context, config);
        CheckNamespace(context, config);
        context.Decoder().Check(config, duplicates);
        config.GetOrAdd("metadata")["name"] = context.Info.Name;
        return registry.Apply(context.Definition, context.Namespace, context.Info.Name, config, options);
    }

    private static JsonNode? ParsePatch(byte[] bytes)
    {
        try
        {
            return JsonText.Parse(bytes);
        }
        catch (DocumentException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }
    }

    private static ApiException NotAPatch() => ApiErrors.BadRequest("error decoding patch: json: cannot unmarshal into a patch of this type");

    private static async Task<JsonObject> DecodeAsync(ApiContext context)
    {
        byte[] bytes = await BodyReader.ReadAsync(context.Http.Request, context.Aborted);
        return context.Decoder().Decode(bytes, Negotiation.ContentType(context.Http.Request));
    }

    private static void CheckNamespace(ApiContext context, JsonObject body)
    {
        if (context.Definition.Namespaced && body.Text("metadata", "namespace") is { Length: > 0 } given && given != context.Namespace)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static void CheckName(ApiContext context, JsonObject body)
    {
        string name = body.Text("metadata", "name") ?? string.Empty;
        if (name.Length > 0 && name != context.Info.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({context.Info.Name})");
        }
    }

    private Task AnswerAsync(ApiContext context, int code, StoredObject stored, OutputForm form)
    {
        if (context.Definition.Group == BuiltInResources.Admission)
        {
            context.Warnings.Add(PolicyWarning);
        }

        ResponseWriter.Warn(context.Http, context.Warnings.Distinct(StringComparer.Ordinal));
        var view = new ObjectView(context.Definition, time, context.Query("includeObject"));
        return ResponseWriter.WriteAsync(context.Http, code, view.Single(stored, form));
    }
}
