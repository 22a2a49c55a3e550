using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Patches;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Http;

/// <summary>The scale of a Deployment: its replicas under the name that kubectl scale uses.</summary>
internal sealed class ScaleHandler(ObjectRegistry registry)
{
    public async Task HandleAsync(ApiContext context)
    {
        ResourceDefinition definition = context.Definition;
        string name = context.Info.Name;
        if (context.Info.Verb == "get")
        {
            StoredObject stored = registry.Store.Get(definition.Key(context.Namespace, name)) ?? throw ApiErrors.NotFound(definition.Name, name);
            await ResponseWriter.WriteAsync(context.Http, 200, Show(stored.Body));
            return;
        }

        string type = Negotiation.ContentType(context.Http.Request);
        OptionChecks.Write(context, context.Info.Verb == "patch" ? "PatchOptions" : "UpdateOptions", context.Info.Verb == "patch" ? type : null);
        byte[] bytes = await BodyReader.ReadAsync(context.Http.Request, context.Aborted);
        JsonNode sent = context.Info.Verb == "patch"
            ? PatchDocument.Read(bytes, type, lenient: false, [])
            : BodyReader.ParseAny(bytes, null) ?? throw ApiErrors.BadRequest("the scale is not an object");
        StoredObject changed = registry.Update(
            definition, context.Namespace, name, live => Change(live.Copy(), sent, type, context.Info.Verb), context.WriteOptions(isUpdate: false));
        await ResponseWriter.WriteAsync(context.Http, 200, Show(changed.Body));
    }

    private static JsonObject Change(JsonObject live, JsonNode sent, string type, string verb)
    {
        JsonNode? scale;
        try
        {
            scale = verb != "patch" ? sent : type == PatchDocument.Json ? JsonPatch.Apply(Show(live), (JsonArray)sent) : MergePatch.Apply(Show(live), sent);
        }
        catch (PatchFailedException)
        {
            throw ApiErrors.PatchRejected();
        }

        long replicas = scale.Integer("spec", "replicas") ?? 0;
        if (replicas < 0)
        {
            throw ApiErrors.Invalid(
                "autoscaling", "Scale", live.Text("metadata", "name")!,
                [FieldError.Invalid("spec.replicas", replicas, "must be greater than or equal to 0")]);
        }

        live.GetOrAdd("spec")["replicas"] = replicas;
        if (scale.Text("metadata", "resourceVersion") is { } version)
        {
            live.GetOrAdd("metadata")["resourceVersion"] = version;
        }

        return live;
    }

    private static JsonObject Show(JsonObject body) => new()
    {
        ["kind"] = "Scale",
        ["apiVersion"] = "autoscaling/v1",
        ["metadata"] = new JsonObject(body.Object("metadata")!
            .Where(p => p.Key is "name" or "namespace" or "uid" or "resourceVersion" or "creationTimestamp")
            .Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))),
        ["spec"] = new JsonObject { ["replicas"] = body.Integer("spec", "replicas") ?? 0 },
        ["status"] = new JsonObject
        {
            ["replicas"] = body.Integer("status", "replicas") ?? 0,
            ["selector"] = string.Join(',', (body.Object("spec", "selector", "matchLabels") ?? []).Select(p => $"{p.Key}={p.Value.Text()}")),
        },
    };
}
