using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Resources;

/// <summary>events.k8s.io/v1 shows the events of the core group under newer names.</summary>
internal sealed class EventV1Behavior : EventBehavior
{
    private static readonly (string V1, string Core)[] s_names =
    [
        ("regarding", "involvedObject"), ("note", "message"), ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"),
        ("deprecatedCount", "count"), ("reportingController", "reportingComponent"),
    ];

    protected override bool IsNewForm => true;

    public override bool ShowsAsStored => false;

    public override JsonObject ToStored(JsonObject body)
    {
        JsonObject stored = Rename(body, static n => (n.V1, n.Core));
        stored["apiVersion"] = "v1";
        foreach (string name in new[] { "involvedObject", "source" })
        {
            stored.GetOrAdd(name);
        }

        foreach (string name in new[] { "firstTimestamp", "lastTimestamp" })
        {
            stored.TryAdd(name, null);
        }

        stored["reportingComponent"] ??= string.Empty;
        stored["reportingInstance"] ??= string.Empty;
        return stored;
    }

    public override JsonObject FromStored(JsonObject body)
    {
        JsonObject shown = Rename(body, static n => (n.Core, n.V1));
        shown["apiVersion"] = "events.k8s.io/v1";
        foreach (string name in shown.Where(p => IsUnset(p.Key, p.Value)).Select(p => p.Key).ToArray())
        {
            shown.Remove(name);
        }

        return shown;
    }

    /// <summary>These are left out of the newer form when they say nothing.</summary>
    private static bool IsUnset(string name, JsonNode? value) => name switch
    {
        "reportingController" or "reportingInstance" => value.Text() is null or "",
        "deprecatedFirstTimestamp" or "deprecatedLastTimestamp" => value is null,
        _ => false,
    };

    private static JsonObject Rename(JsonObject body, Func<(string V1, string Core), (string From, string To)> direction)
    {
        JsonObject copy = body.Copy();
        foreach ((string from, string to) in s_names.Select(direction))
        {
            if (copy.TryGetPropertyValue(from, out JsonNode? value))
            {
                copy.Remove(from);
                copy[to] = value;
            }
        }

        return copy;
    }
}
