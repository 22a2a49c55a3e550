using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Patches;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Http;

/// <summary>create, update and patch.</summary>
internal sealed class WriteHandler(ObjectRegistry registry, TimeProvider time)
{
    public async Task CreateAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        OptionChecks.Write(context, "CreateOptions");
        WriteOptions options = context.WriteOptions(isUpdate: false);
        JsonObject body = await context.Decoder().DecodeAsync(context);
        CheckNamespace(context, body);
        StoredObject created = registry.Create(context.Definition, context.Namespace, body, options);
        await AnswerAsync(context, 201, created, form);
    }

    public async Task UpdateAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        OptionChecks.Write(context, "UpdateOptions");
        WriteOptions options = context.WriteOptions(isUpdate: true);
        JsonObject body = await context.Decoder().DecodeAsync(context);
        CheckNamespace(context, body);
        CheckName(context, body);
        (StoredObject stored, bool created) = Put(context, body, options);
        await AnswerAsync(context, created ? 201 : 200, stored, form);
    }

    private (StoredObject Object, bool Created) Put(ApiContext context, JsonObject body, WriteOptions options)
    {
        ResourceDefinition definition = context.Definition;
        string name = context.Info.Name;
        if (!definition.AllowsCreateOnUpdate || context.Info.Subresource.Length > 0 || registry.Store.Get(definition.Key(context.Namespace, name)) is not null)
        {
            return (registry.Update(definition, context.Namespace, name, _ => body.Copy(), options), false);
        }

        body.GetOrAdd("metadata")["name"] = name;
        body.GetOrAdd("metadata").Remove("resourceVersion");
        return (registry.Create(definition, context.Namespace, body, options), true);
    }

    public async Task PatchAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        string type = Negotiation.ContentType(context.Http.Request);
        ResourceDefinition definition = context.Definition;
        if (type is not (PatchDocument.Json or PatchDocument.Merge or PatchDocument.Apply) && (type != PatchDocument.Strategic || definition.IsCustom))
        {
            throw definition.IsCustom
                ? ApiErrors.UnsupportedMediaType(PatchDocument.Json, PatchDocument.Merge, PatchDocument.Apply)
                : ApiErrors.UnsupportedMediaType(PatchDocument.Json, PatchDocument.Merge, PatchDocument.Strategic, PatchDocument.Apply);
        }

        OptionChecks.Write(context, "PatchOptions", type);
        WriteOptions options = context.WriteOptions(isUpdate: false);
        byte[] bytes = await BodyReader.ReadAsync(context.Http.Request, context.Aborted);
        if (type == PatchDocument.Apply)
        {
            (StoredObject applied, bool created) = Apply(context, bytes, options);
            await AnswerAsync(context, created ? 201 : 200, applied, form);
            return;
        }

        var duplicates = new List<string>();
        JsonNode patch = PatchDocument.Read(bytes, type, context.FieldValidation == "Ignore", duplicates);
        StoredObject patched = registry.Update(
            definition, context.Namespace, context.Info.Name, live => Patched(context, live, patch, type, duplicates), options);
        await AnswerAsync(context, 200, patched, form);
    }

    private static JsonObject Patched(ApiContext context, JsonObject live, JsonNode patch, string type, List<string> duplicates)
    {
        JsonNode? result;
        try
        {
            result = type switch
            {
                PatchDocument.Json => JsonPatch.Apply(live, (JsonArray)patch),
                PatchDocument.Merge => MergePatch.Apply(live, patch),
                _ => StrategicMergePatch.Apply(live, patch, context.Definition.Schema),
            };
        }
        catch (PatchFailedException)
        {
            throw ApiErrors.PatchRejected();
        }

        JsonObject body = result as JsonObject ?? throw ApiErrors.BadRequest("error decoding patch: the patched document is not an object");
        context.Warnings.Clear();
        context.Decoder().CheckPatched(body, duplicates);
        CheckNamespace(context, body);
        CheckName(context, body);
        return body;
    }

    private (StoredObject Object, bool Created) Apply(ApiContext context, byte[] bytes, WriteOptions options)
    {
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
        string version = config.Text("apiVersion") ?? string.Empty;
        string kind = config.Text("kind") ?? string.Empty;
        string group = version.Contains('/', StringComparison.Ordinal) ? version : $"/{version}";
        if (version != context.Definition.ApiVersion || kind != context.Definition.Kind)
        {
            throw ApiErrors.BadRequest($"invalid object type: {group}, Kind={kind}");
        }

        if (config.At("metadata", "managedFields") is JsonArray)
        {
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        }

        if (TypedFaults.Describe(config, context.Definition.Schema) is { } faults)
        {
            string ns = config.Text("metadata", "namespace") ?? string.Empty;
            throw new ApiException(
                500, null, $"failed to create typed patch object ({ns}/{config.Text("metadata", "name")}; {group}, Kind={kind}): {faults}");
        }

        CheckNamespace(context, config);
        CheckName(context, config);
        context.Decoder().CheckApplied(duplicates);
        return registry.Apply(context.Definition, context.Namespace, context.Info.Name, config, options);
    }

    public static void CheckNamespace(ApiContext context, JsonObject body)
    {
        if (context.Definition.Namespaced && body.Text("metadata", "namespace") is { Length: > 0 } given && given != context.Namespace)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static void CheckName(ApiContext context, JsonObject body)
    {
        string name = body.Text("metadata", "name") ?? string.Empty;
        if (name.Length == 0)
        {
            throw ApiErrors.BadRequest($"the name of the object ({context.Info.Name} based on URL) was undeterminable: name must be provided");
        }

        if (name != context.Info.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({context.Info.Name})");
        }
    }

    private Task AnswerAsync(ApiContext context, int code, StoredObject stored, OutputForm form)
    {
        if (code == 201 && NotEvaluated.Warning(context.Definition, stored) is { } warning)
        {
            context.Warnings.Add(warning);
        }

        ResponseWriter.Warn(context.Http, context.Warnings.Distinct(StringComparer.Ordinal));
        var view = new ObjectView(context.Definition, time, context.Query("includeObject"));
        return ResponseWriter.WriteAsync(context.Http, code, view.Single(stored, form));
    }
}
