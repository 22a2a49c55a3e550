using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Discovery;

/// <summary>Everything that is not an object: discovery, OpenAPI, version and health.</summary>
internal sealed class DiscoveryHandler(ResourceCatalog catalog)
{
    private readonly DiscoveryDocuments _documents = new(catalog);

    public Task HandleAsync(HttpContext http, string path)
    {
        if (http.Request.Method is not ("GET" or "HEAD"))
        {
            throw ApiErrors.MethodNotAllowed();
        }

        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (parts)
        {
            case ["healthz" or "livez" or "readyz", ..]:
                return ResponseWriter.TextAsync(http, 200, "ok");
            case ["version"]:
                return ResponseWriter.WriteAsync(http, 200, Version());
            case ["api"] or ["apis"]:
                return RootAsync(http, parts[0] == "api");
            case ["openapi", "v2"]:
                return OldOpenApiAsync(http);
            case ["openapi", "v3", ..]:
                return OpenApiAsync(http, parts);
            case []:
                return ResponseWriter.WriteAsync(
                    http, 200, new JsonObject { ["paths"] = new JsonArray("/api", "/apis", "/healthz", "/openapi/v3", "/version") });
        }

        JsonObject? found = parts switch
        {
            ["api", var version] => _documents.Resources(string.Empty, version),
            ["apis", var group] => _documents.Group(group),
            ["apis", var group, var version] => _documents.Resources(group, version),
            _ => null,
        };
        return found is null ? ResponseWriter.NotFoundPageAsync(http) : ResponseWriter.WriteAsync(http, 200, found);
    }

    private Task RootAsync(HttpContext http, bool core)
    {
        string? requested = Negotiation.Requested(http.Request, "APIGroupDiscoveryList");
        Negotiation.Discovery(http.Request);
        if (requested is null || !requested.Contains("v=v2;", StringComparison.Ordinal) && !requested.EndsWith("v=v2", StringComparison.Ordinal))
        {
            return ResponseWriter.WriteAsync(http, 200, core ? DiscoveryDocuments.CoreVersions() : _documents.Groups());
        }

        return ResponseWriter.WriteAsync(
            http, 200, _documents.Aggregated(core), "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    }

    /// <summary>The older document knows no kind: kubectl then goes by its own knowledge, or checks nothing itself.</summary>
    private static Task OldOpenApiAsync(HttpContext http)
    {
        const string binary = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
        return http.Request.Headers.Accept.ToString().Contains(binary, StringComparison.Ordinal)
            ? ResponseWriter.WriteAsync(http, 200, "\n\u00032.0"u8.ToArray(), binary.Replace('@', '.'))
            : ResponseWriter.WriteAsync(http, 200, new JsonObject
            {
                ["swagger"] = "2.0",
                ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.34.0" },
                ["paths"] = new JsonObject(),
            });
    }

    private Task OpenApiAsync(HttpContext http, string[] parts)
    {
        if (parts.Length == 2)
        {
            var paths = new JsonObject();
            foreach ((string group, string version) in _documents.GroupVersions())
            {
                string key = group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";
                string hash = Convert.ToHexString(SHA256.HashData(Document(group, version)!.ToUtf8()));
                paths[key] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{key}?hash={hash}" };
            }

            return ResponseWriter.WriteAsync(http, 200, new JsonObject { ["paths"] = paths });
        }

        JsonObject? document = parts switch
        {
            [_, _, "api", var version] => Document(string.Empty, version),
            [_, _, "apis", var group, var version] => Document(group, version),
            _ => null,
        };
        return document is null ? ResponseWriter.NotFoundPageAsync(http) : ResponseWriter.WriteAsync(http, 200, document);
    }

    private JsonObject? Document(string group, string version)
    {
        ResourceDefinition[] resources =
            [.. catalog.All.Where(d => d.Group == group && d.Version == version).OrderBy(d => d.Plural, StringComparer.Ordinal)];
        return resources.Length == 0 ? null : new OpenApiDocument(group, version, resources).Build();
    }

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "34",
        ["gitVersion"] = "v1.34.0-sandbox",
        ["gitCommit"] = "none",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "none",
        ["platform"] = "linux/amd64",
    };
}
