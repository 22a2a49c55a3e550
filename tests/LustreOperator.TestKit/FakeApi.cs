using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LustreOperator.TestKit;

/// <summary>One request that a <see cref="FakeApi"/> was sent.</summary>
public sealed record FakeRequest(string Method, string Path, JsonNode? Body, string Manager)
{
    public bool IsWrite => Method != "GET";

    public bool IsEvent => Path.Contains("/events", StringComparison.Ordinal);
}

/// <summary>
/// A Kubernetes API for the specifications of reconcilers: objects in memory, versions, finalizers, and of server-side apply who owns which field of a
/// status. What it is to refuse, the test says. The local control plane is the faithful one; this one is scripted.
/// </summary>
public sealed class FakeApi : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Path, string Manager), HashSet<string>> _owned = [];
    private readonly List<FakeRequest> _requests = [];
    private int _version = 100;

    /// <summary>What is refused: HTTP status and message; null lets the request through.</summary>
    public Func<FakeRequest, (int Code, string Message)?> Refuse { get; set; } = _ => null;

    /// <summary>What happens before a request is answered: others may be at work meanwhile.</summary>
    public Func<FakeRequest, Task> Before { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<FakeRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Writes of objects, Events aside.</summary>
    public IReadOnlyList<FakeRequest> Writes => [.. Requests.Where(request => request is { IsWrite: true, IsEvent: false })];

    /// <summary>Events as they are now, reason and message.</summary>
    public IReadOnlyList<(string Type, string Reason, string Message)> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Where(entry => entry.Key.Contains("/events/", StringComparison.Ordinal))
                    .Select(entry => ((string)entry.Value["type"]!, (string)entry.Value["reason"]!, (string)entry.Value["message"]!))];
            }
        }
    }

    /// <summary>Forgets what was asked until now.</summary>
    public void ForgetRequests()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }

    /// <summary>Puts an object there as if somebody had, and gives it back as the server has it.</summary>
    public JsonObject Put(string collection, JsonObject value)
    {
        lock (_lock)
        {
            JsonObject stored = (JsonObject)value.DeepClone();
            JsonObject metadata = stored["metadata"]!.AsObject();
            metadata["uid"] ??= "uid-" + (string)metadata["name"]!;
            metadata["generation"] ??= 1;
            return Store($"{collection}/{metadata["name"]}", stored);
        }
    }

    /// <summary>The object as it is now; null: there is none.</summary>
    public JsonObject? Find(string path)
    {
        lock (_lock)
        {
            return (JsonObject?)_objects.GetValueOrDefault(path)?.DeepClone();
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        string query = Uri.UnescapeDataString(request.RequestUri!.Query);
        string manager = query.Split('?', '&').FirstOrDefault(part => part.StartsWith("fieldManager=", StringComparison.Ordinal))?["fieldManager=".Length..] ?? "";
        FakeRequest said = new(request.Method.Method, request.RequestUri.AbsolutePath.TrimStart('/'), body.Length == 0 ? null : JsonNode.Parse(body), manager);
        await Before(said);
        (int code, JsonNode answer) = Answer(said, request.Content?.Headers.ContentType?.MediaType ?? "");
        return new HttpResponseMessage((HttpStatusCode)code)
        {
            Content = new StringContent(answer.ToJsonString(JsonSerializerOptions.Default), Encoding.UTF8, "application/json"),
            RequestMessage = request,
        };
    }

    private (int Code, JsonNode Answer) Answer(FakeRequest request, string mediaType)
    {
        lock (_lock)
        {
            _requests.Add(request);
            if (Refuse(request) is { } refusal)
            {
                return Refused(refusal.Code, refusal.Code switch { 404 => "NotFound", 422 => "Invalid", _ => "Refused" }, refusal.Message);
            }

            bool isStatus = request.Path.EndsWith("/status", StringComparison.Ordinal);
            string path = isStatus ? request.Path[..^"/status".Length] : request.Path;
            if (request.Method == "POST")
            {
                JsonObject made = (JsonObject)request.Body!.DeepClone();
                made["metadata"]!["uid"] ??= "uid-" + (string)made["metadata"]!["name"]!;
                made["metadata"]!["generation"] = 1;
                string at = $"{path}/{made["metadata"]!["name"]}";
                return _objects.ContainsKey(at) ? Refused(409, "AlreadyExists", "it is there") : (201, Store(at, made));
            }

            if (!_objects.TryGetValue(path, out JsonObject? found))
            {
                return Refused(404, "NotFound", $"{path} not found");
            }

            return request.Method switch
            {
                "GET" => (200, found.DeepClone()),
                "DELETE" => (200, Delete(path, found)),
                "PATCH" when Stale(found, request.Body) => Refused(409, "Conflict", "the object has been modified"),
                "PATCH" when FailsTest(found, request.Body) => Refused(422, "Invalid", "the server rejected our request due to an error in our request"),
                "PATCH" => (200, Patch(path, (JsonObject)found.DeepClone(), request, mediaType)),
                _ => Refused(405, "MethodNotAllowed", request.Method),
            };
        }
    }

    private static bool Stale(JsonObject found, JsonNode? body) =>
        body is JsonObject && body["metadata"] is JsonObject said
        && ((said["resourceVersion"] is { } version && (string?)version != (string?)found["metadata"]!["resourceVersion"])
            || (said["uid"] is { } uid && (string?)uid != (string?)found["metadata"]!["uid"]));

    // RFC 6902, of members of objects.
    private static bool FailsTest(JsonObject found, JsonNode? body) => body is JsonArray operations && operations.Any(operation =>
        (string?)operation!["op"] == "test" && !JsonNode.DeepEquals(Steps(operation).Aggregate((JsonNode?)found, (node, step) => node?[step]), operation["value"]));

    private static string[] Steps(JsonNode operation) =>
        [.. ((string)operation["path"]!).Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal))];

    private JsonObject Patch(string path, JsonObject value, FakeRequest request, string mediaType)
    {
        switch (mediaType)
        {
            case "application/apply-patch+yaml":
                ApplyStatus(path, value, request);
                break;
            case "application/merge-patch+json":
                Merge(value, request.Body!.AsObject());
                break;
            default:
                foreach (JsonNode? operation in request.Body!.AsArray().Where(operation => (string?)operation!["op"] != "test"))
                {
                    string[] steps = Steps(operation!);
                    JsonNode parent = steps[..^1].Aggregate((JsonNode)value, (node, step) => node[step]!);
                    parent[steps[^1]] = operation!["value"]?.DeepClone();
                }

                value["metadata"]!["generation"] = (int)value["metadata"]!["generation"]! + 1;
                break;
        }

        if (value["metadata"] is { } metadata && metadata["deletionTimestamp"] is not null && metadata["finalizers"] is null or JsonArray { Count: 0 })
        {
            _objects.Remove(path);
            return value;
        }

        return Store(path, value);
    }

    private void ApplyStatus(string path, JsonObject value, FakeRequest request)
    {
        JsonObject applied = request.Body!["status"]!.AsObject();
        JsonObject status = value["status"] as JsonObject ?? [];
        value["status"] = status;
        HashSet<string> now = [.. applied.Select(field => field.Key).Where(name => name != "conditions"), .. Types(applied).Select(type => "conditions/" + type)];
        HashSet<string> others = [.. _owned.Where(entry => entry.Key.Path == path && entry.Key.Manager != request.Manager).SelectMany(entry => entry.Value)];
        foreach (string left in _owned.GetValueOrDefault((path, request.Manager), []).Except(now).Except(others))
        {
            if (left.StartsWith("conditions/", StringComparison.Ordinal))
            {
                Replace(status, left["conditions/".Length..], null);
            }
            else
            {
                status.Remove(left);
            }
        }

        foreach ((string name, JsonNode? field) in applied.Where(field => field.Key != "conditions"))
        {
            status[name] = field?.DeepClone();
        }

        foreach (JsonNode? condition in applied["conditions"] as JsonArray ?? [])
        {
            Replace(status, (string)condition!["type"]!, condition);
        }

        _owned[(path, request.Manager)] = now;
    }

    private static IEnumerable<string> Types(JsonObject status) => (status["conditions"] as JsonArray ?? []).Select(condition => (string)condition!["type"]!);

    private static void Replace(JsonObject status, string type, JsonNode? condition)
    {
        JsonArray list = status["conditions"] as JsonArray ?? [];
        status["conditions"] = new JsonArray([
            .. list.Where(found => (string?)found!["type"] != type).Select(found => found!.DeepClone()),
            .. condition is null ? (JsonNode[])[] : [condition.DeepClone()],
        ]);
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? field) in patch)
        {
            if (field is JsonObject map && target[name] is JsonObject inner)
            {
                Merge(inner, map);
            }
            else
            {
                target[name] = field?.DeepClone();
            }
        }
    }

    private JsonObject Delete(string path, JsonObject found)
    {
        if (found["metadata"]!["finalizers"] is JsonArray { Count: > 0 })
        {
            found["metadata"]!["deletionTimestamp"] ??= "2026-11-30T09:00:00Z";
            return Store(path, (JsonObject)found.DeepClone());
        }

        _objects.Remove(path);
        return new JsonObject { ["kind"] = "Status", ["status"] = "Success" };
    }

    private JsonObject Store(string path, JsonObject value)
    {
        value["metadata"]!["resourceVersion"] = $"{++_version}";
        _objects[path] = value;
        return (JsonObject)value.DeepClone();
    }

    private static (int Code, JsonNode Answer) Refused(int code, string reason, string message) => (code, new JsonObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["status"] = "Failure",
        ["reason"] = reason,
        ["message"] = message,
        ["code"] = code,
    });
}
