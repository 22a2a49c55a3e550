using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Watch;

/// <summary>Writes watch events, one JSON document each.</summary>
internal sealed class WatchStream(HttpContext http, ObjectView view, ResourceDefinition definition, OutputForm form)
{
    private bool _columnsSent;

    public async Task StartAsync()
    {
        http.Response.StatusCode = 200;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-cache, private";
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    public Task EventAsync(string type, StoredObject stored)
    {
        if (form != OutputForm.Table)
        {
            return WriteAsync(type, view.Single(stored, form));
        }

        JsonObject table = view.Table([stored], stored.Body.Text("metadata", "resourceVersion") ?? string.Empty, !_columnsSent);
        _columnsSent = true;
        return WriteAsync(type, table);
    }

    public Task BookmarkAsync(long revision, bool endOfInitialEvents)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (endOfInitialEvents)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        if (!definition.IsCustom)
        {
            metadata["creationTimestamp"] = null;
        }

        JsonObject bookmark = form switch
        {
            OutputForm.Table => view.Table([], revision.ToString(CultureInfo.InvariantCulture), false),
            OutputForm.PartialMetadata => new JsonObject
            {
                ["kind"] = "PartialObjectMetadata",
                ["apiVersion"] = "meta.k8s.io/v1",
                ["metadata"] = metadata,
            },
            _ => Empty(metadata),
        };
        return WriteAsync("BOOKMARK", bookmark);
    }

    public Task ErrorAsync(ApiException error) => WriteAsync("ERROR", error.ToStatus());

    private JsonObject Empty(JsonObject metadata)
    {
        JsonObject empty = definition.Zero.Copy();
        empty["apiVersion"] = definition.ApiVersion;
        empty["kind"] = definition.Kind;
        empty["metadata"] = metadata;
        return empty;
    }

    private async Task WriteAsync(string type, JsonObject body)
    {
        byte[] line = [.. new JsonObject { ["type"] = type, ["object"] = body }.ToUtf8(), (byte)'\n'];
        await http.Response.Body.WriteAsync(line, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
