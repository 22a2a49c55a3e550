using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Http;

/// <summary>Counts the requests on resources, so that tests can say how many writes and reads a client made.</summary>
internal sealed class RequestCounter
{
    private readonly ConcurrentDictionary<(string Verb, string Group, string Resource, string Subresource, string Agent), long> _counts = new();

    public void Count(RequestInfo info, string agent) =>
        _counts.AddOrUpdate((info.Verb, info.Group, info.Resource, info.Subresource, agent), 1, static (_, n) => n + 1);

    public void Reset() => _counts.Clear();

    public IReadOnlyList<RequestCount> Read() =>
    [
        .. _counts.ToArray().OrderBy(c => c.Key)
            .Select(c => new RequestCount(c.Key.Verb, c.Key.Group, c.Key.Resource, c.Key.Subresource, c.Key.Agent, c.Value)),
    ];

    public JsonArray ToJson() => new(
    [
        .. Read().Select(c => new JsonObject
        {
            ["verb"] = c.Verb,
            ["group"] = c.Group,
            ["resource"] = c.Resource,
            ["subresource"] = c.Subresource,
            ["userAgent"] = c.UserAgent,
            ["count"] = c.Count,
        }),
    ]);
}
