using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Http;

/// <summary>delete and deletecollection.</summary>
internal sealed class DeleteHandler(ObjectDeleter deleter, ObjectStore store, TimeProvider time)
{
    public async Task DeleteAsync(ApiContext context)
    {
        DeleteOptions options = await ReadOptionsAsync(context);
        ResourceDefinition definition = context.Definition;
        (StoredObject last, bool gone) = deleter.Delete(definition, context.Namespace, context.Info.Name, options);
        if (!gone)
        {
            await ResponseWriter.WriteAsync(context.Http, 200, View(context).Single(last, OutputForm.Plain));
            return;
        }

        var details = new JsonObject { ["name"] = last.Key.Name, ["kind"] = definition.Plural, ["uid"] = last.Uid };
        if (definition.Group.Length > 0)
        {
            details["group"] = definition.Group;
        }

        await ResponseWriter.WriteAsync(context.Http, 200, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        });
    }

    public async Task DeleteCollectionAsync(ApiContext context)
    {
        DeleteOptions options = await ReadOptionsAsync(context);
        ResourceSnapshot snapshot = store.List(context.Definition.Storage);
        StoredObject[] selected = [.. ReadHandler.Select(context, snapshot)];
        foreach (StoredObject stored in selected)
        {
            try
            {
                deleter.Delete(context.Definition, stored.Key.Namespace, stored.Key.Name, options);
            }
            catch (ApiException e) when (e.Code == 404)
            {
                // Somebody else deleted it first, which is what was asked for.
            }
        }

        await ResponseWriter.WriteAsync(
            context.Http, 200, View(context).List(selected, snapshot.Revision, string.Empty, null, OutputForm.Plain));
    }

    private static async Task<DeleteOptions> ReadOptionsAsync(ApiContext context)
    {
        byte[] bytes = await BodyReader.ReadAsync(context.Http.Request, context.Aborted);
        JsonNode? body = null;
        if (bytes.Length > 0)
        {
            try
            {
                body = BodyReader.ParseAny(bytes, null);
            }
            catch (DocumentException e)
            {
                throw ApiErrors.BadRequest($"couldn't get version/kind; json parse error: {e.Message}");
            }
        }

        string policy = body.Text("propagationPolicy") ?? context.Query("propagationPolicy");
        if (policy.Length == 0 && (body.Flag("orphanDependents") ?? context.Flag("orphanDependents")))
        {
            policy = DeleteOptions.Orphan;
        }

        return new DeleteOptions
        {
            Uid = body.Text("preconditions", "uid"),
            ResourceVersion = body.Text("preconditions", "resourceVersion"),
            Propagation = policy.Length == 0 ? "Background" : policy,
            DryRun = context.DryRun || body.Array("dryRun").Texts().Contains("All"),
        };
    }

    private ObjectView View(ApiContext context) => new(context.Definition, time, string.Empty);
}
