using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Watch;

/// <summary>Writes watch events, one JSON document each. What is written is sent by <see cref="FlushAsync"/>.</summary>
internal sealed class WatchStream(HttpContext http, ObjectView view, ResourceDefinition definition, OutputForm form)
{
    /// <summary>A batch of events is sent at the latest when it has this size, so that a slow reader holds up the next ones.</summary>
    private const int Batch = 64 * 1024;

    private readonly PipeWriter _out = http.Response.BodyWriter;
    private bool _columnsSent;

    public async Task StartAsync()
    {
        http.Response.StatusCode = 200;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-cache, private";
        await http.Response.StartAsync(http.RequestAborted);
        await _out.FlushAsync(http.RequestAborted);
    }

    /// <summary>Writes one event, and waits for the reader when a batch is full.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone, or was cut off while it held up the stream.</exception>
    public async ValueTask EventAsync(string type, StoredObject stored, CancellationToken ct)
    {
        if (form == OutputForm.Plain)
        {
            WriteLine(type, view.Json(stored).Span);
        }
        else
        {
            WriteLine(type, Shown(stored).ToUtf8());
        }

        if (_out.UnflushedBytes >= Batch)
        {
            await FlushAsync(ct);
        }
    }

    public Task BookmarkAsync(long revision, bool endOfInitialEvents, CancellationToken ct)
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
        WriteLine("BOOKMARK", bookmark.ToUtf8());
        return FlushAsync(ct);
    }

    public Task ErrorAsync(ApiException error, CancellationToken ct)
    {
        WriteLine("ERROR", error.ToStatus().ToUtf8());
        return FlushAsync(ct);
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        FlushResult result = await _out.FlushAsync(ct);
        if (result.IsCanceled || result.IsCompleted)
        {
            throw new OperationCanceledException(ct);
        }
    }

    private JsonObject Shown(StoredObject stored)
    {
        if (form != OutputForm.Table)
        {
            return ObjectView.Partial(stored);
        }

        JsonObject table = view.Table([stored], stored.Body.Text("metadata", "resourceVersion") ?? string.Empty, !_columnsSent);
        _columnsSent = true;
        return table;
    }

    private JsonObject Empty(JsonObject metadata)
    {
        JsonObject empty = definition.Zero.Copy();
        empty["apiVersion"] = definition.ApiVersion;
        empty["kind"] = definition.Kind;
        empty["metadata"] = metadata;
        return empty;
    }

    private void WriteLine(string type, ReadOnlySpan<byte> body)
    {
        _out.Write("{\"type\":\""u8);
        _out.Write(System.Text.Encoding.ASCII.GetBytes(type));
        _out.Write("\",\"object\":"u8);
        _out.Write(body);
        _out.Write("}\n"u8);
    }
}
