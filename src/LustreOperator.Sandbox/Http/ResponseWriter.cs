using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Http;

/// <summary>Writes answers as JSON, or as YAML for those who ask for it.</summary>
internal static class ResponseWriter
{
    private const string Json = "application/json";
    private const long Batch = 64 * 1024;

    public static Task WriteAsync(HttpContext http, int code, JsonNode body, string contentType = Json) =>
        WriteAsync(http, code, body.ToUtf8(), contentType);

    public static async Task WriteAsync(HttpContext http, int code, ReadOnlyMemory<byte> body, string contentType = Json)
    {
        if (contentType == Json && Negotiation.WantsYaml(http.Request))
        {
            (body, contentType) = (YamlWriter.Write(body.Span), "application/yaml");
        }

        http.Response.StatusCode = code;
        http.Response.ContentType = contentType;
        http.Response.Headers.CacheControl = "no-cache, private";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>Writes a body that comes in parts, sending what there is now and then.</summary>
    public static async Task WriteAsync(HttpContext http, int code, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        if (Negotiation.WantsYaml(http.Request))
        {
            await WriteAsync(http, code, parts.SelectMany(p => p.ToArray()).ToArray());
            return;
        }

        http.Response.StatusCode = code;
        http.Response.ContentType = Json;
        http.Response.Headers.CacheControl = "no-cache, private";
        PipeWriter body = http.Response.BodyWriter;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            body.Write(part.Span);
            if (body.UnflushedBytes >= Batch && (await body.FlushAsync(http.RequestAborted)).IsCompleted)
            {
                return;
            }
        }

        if (!http.Response.HasStarted)
        {
            http.Response.ContentLength = body.UnflushedBytes;
        }

        await body.FlushAsync(http.RequestAborted);
    }

    public static Task TextAsync(HttpContext http, int code, string text) =>
        WriteAsync(http, code, System.Text.Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    public static Task NotFoundPageAsync(HttpContext http) => TextAsync(http, 404, "404 page not found\n");

    public static void Warn(HttpContext http, IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            string quoted = warning.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            http.Response.Headers.Append("Warning", $"299 - \"{quoted}\"");
        }
    }
}
