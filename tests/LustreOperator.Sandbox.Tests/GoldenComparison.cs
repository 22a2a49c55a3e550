using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Says where an answer differs from a recorded one, with the placeholders of the recording.</summary>
internal static partial class GoldenComparison
{
    /// <summary>Replaces what differs from run to run, as the recorder did.</summary>
    public static JsonNode? Scrub(JsonNode? node, string key = "") => node switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(p.Key, Scrub(p.Value, p.Key)))),
        JsonArray a => new JsonArray([.. a.Select(i => Scrub(i, key))]),
        JsonValue v when v.TryGetValue(out string? text) => ScrubText(text, key),
        _ => node?.DeepClone(),
    };

    public static IEnumerable<string> Differences(JsonNode? expected, JsonNode? actual, string path = "")
    {
        switch (expected, actual)
        {
            case (JsonObject wanted, JsonObject found):
                foreach (string key in wanted.Select(p => p.Key).Union(found.Select(p => p.Key)))
                {
                    string child = $"{path}.{key}";
                    if (!found.ContainsKey(key))
                    {
                        yield return $"{child}: missing, expected {Show(wanted[key])}";
                    }
                    else if (!wanted.ContainsKey(key))
                    {
                        yield return $"{child}: not expected: {Show(found[key])}";
                    }
                    else
                    {
                        foreach (string difference in Differences(wanted[key], found[key], child))
                        {
                            yield return difference;
                        }
                    }
                }

                break;
            case (JsonArray recorded, JsonArray answered):
                JsonArray e = InOrder(recorded, path);
                JsonArray a = InOrder(answered, path);
                if (e.Count != a.Count)
                {
                    yield return $"{path}: expected {e.Count} items, got {a.Count}: {Show(a)}";
                }

                for (int i = 0; i < Math.Min(e.Count, a.Count); i++)
                {
                    foreach (string difference in Differences(e[i], a[i], $"{path}[{i}]"))
                    {
                        yield return difference;
                    }
                }

                break;
            default:
                // Descriptions are for people; that there is one is enough.
                bool described = path.EndsWith(".description", StringComparison.Ordinal) && expected is not null && actual is not null;
                if (!described && !Equal(expected, actual))
                {
                    yield return $"{path}: expected {Show(expected)}, got {Show(actual)}";
                }

                break;
        }
    }

    // Of one operation the older owner comes first, to the second: which steps share a second differs from run to run.
    private static JsonArray InOrder(JsonArray items, string path) => path.EndsWith(".managedFields", StringComparison.Ordinal)
        ? new JsonArray([.. items.OrderBy(entry => $"{entry!["operation"]} {entry["manager"]} {entry["subresource"]}", StringComparer.Ordinal).Select(entry => entry!.DeepClone())])
        : items;

    private static bool Equal(JsonNode? expected, JsonNode? actual)
    {
        if (JsonNode.DeepEquals(expected, actual))
        {
            return true;
        }

        if (expected?.GetValueKind() != JsonValueKind.String || actual?.GetValueKind() != JsonValueKind.String)
        {
            return false;
        }

        string want = expected.GetValue<string>();
        string got = actual.GetValue<string>();
        return want == "<text>"
            || (AgePattern().IsMatch(want) && AgePattern().IsMatch(got))
            || (GeneratedPattern().IsMatch(want) && GeneratedPattern().IsMatch(got));
    }

    private static string ScrubText(string text, string key)
    {
        if (key is "uid" or "selfLink")
        {
            return "<uid>";
        }

        if (key == "resourceVersion")
        {
            return text.Length > 0 ? "<rv>" : text;
        }

        if (key == "continue" && text.Length > 0)
        {
            return "<continue>";
        }

        text = TimePattern().Replace(text, "<time>");
        text = UidPattern().Replace(text, "<uid>");
        return key == "message" ? CurrentPattern().Replace(VersionPattern().Replace(text, "${before}<rv>"), "${before}<rv>") : text;
    }

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "null";

    [GeneratedRegex(@"^\d+[smhdy](\d+[smhd])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AgePattern();

    [GeneratedRegex("^gen-[a-z0-9]{5}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GeneratedPattern();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimePattern();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UidPattern();

    [GeneratedRegex("(?<before>resource version: |resourceVersion:? ?\"?)\\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"(?<before>current: |<rv> \()\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CurrentPattern();
}
