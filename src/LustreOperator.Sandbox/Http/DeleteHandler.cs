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
        if (!gone || definition.AnswersDeleted)
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
                throw new ApiException(500, null, $"couldn't get version/kind; json parse error: {e.Message}");
            }

            if (body.Text("kind") is { Length: > 0 } kind and not "DeleteOptions")
            {
                throw new ApiException(500, null, $"no kind \"{kind}\" is registered for version \"{body.Text("apiVersion")}\" in scheme");
            }
        }

        if (context.Query("gracePeriodSeconds") is { Length: > 0 } grace && !long.TryParse(grace, out _))
        {
            throw ApiErrors.BadRequest($"strconv.ParseInt: parsing \"{grace}\": invalid syntax");
        }

        // Options in the body count alone; those of the query are for requests without one.
        string? policy = body is null ? NullIfEmpty(context.Query("propagationPolicy")) : body.Text("propagationPolicy");
        bool? orphans =
            body is null ? NullIfEmpty(context.Query("orphanDependents")) is { } text ? text is "true" or "1" : null : body.Flag("orphanDependents");
        string[] dryRun = body is null ? [.. context.Http.Request.Query["dryRun"].OfType<string>()] : [.. body.Array("dryRun").Texts()];
        OptionChecks.Delete(policy, orphans, dryRun);
        return new DeleteOptions
        {
            Uid = body.Text("preconditions", "uid"),
            ResourceVersion = body.Text("preconditions", "resourceVersion"),
            Propagation = policy ?? (orphans == true ? DeleteOptions.Orphan : "Background"),
            DryRun = dryRun.Contains("All"),
            Admit = context.Admit(dryRun.Contains("All")),
        };
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private ObjectView View(ApiContext context) => new(context.Definition, time, string.Empty);
}
