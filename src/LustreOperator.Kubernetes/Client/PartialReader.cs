using System.Text.Json;
using System.Text.Json.Nodes;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Reads an object of which some fields do not fit its class, without these fields: a newer version's word, a form that the schema admits and we do
/// not know. Its metadata must be right, so that its deletion and its finalizers work whatever is in the rest.
/// </summary>
internal static class PartialReader
{
    /// <summary>So many fields are left out one by one; with more, all of the spec and the status is.</summary>
    private const int MaxFields = 16;

    /// <summary>Longest part of a value that a problem quotes.</summary>
    private const int MaxValue = 60;

    /// <summary>The object, marked by its kind when something outside its status could not be read; null when nothing can be made of it.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> json, ResourceKind<T> kind)
        where T : class
    {
        if (Parse(json) is not { } root)
        {
            return null;
        }

        List<string> problems = [];
        for (int tries = 0; tries <= MaxFields + 1; tries++)
        {
            try
            {
                T value = root.Deserialize(kind.Json) ?? throw new JsonException("the object is null");
                return problems.Count == 0 ? value : kind.MarkUnreadable!(value, string.Join("; ", problems));
            }
            catch (JsonException fault) when (fault.Path is { } path)
            {
                if (tries == MaxFields)
                {
                    root.Remove("spec");
                    root.Remove("status");
                    problems.Add("and more");
                }
                else if (Remove(root, path, out string field, out string quoted) && field is not ("metadata" or "apiVersion" or "kind"))
                {
                    // A status is written anew by those who own it.
                    if (!field.StartsWith("status", StringComparison.Ordinal))
                    {
                        problems.Add($"{field}: {quoted} cannot be read");
                    }
                }
                else
                {
                    return null;
                }
            }
        }

        return null;
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            return JsonNode.Parse(ref reader) as JsonObject;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static bool Remove(JsonObject root, string path, out string field, out string quoted)
    {
        (field, quoted) = (path.TrimStart('$').TrimStart('.'), "");
        JsonNode? parent = null;
        JsonNode? node = root;
        string? last = null;
        foreach (string step in Steps(path))
        {
            // A path may end inside of what does not fit, as when a required field is missing.
            if (node is not (JsonObject or JsonArray))
            {
                break;
            }

            (parent, last) = (node, step);
            node = node is JsonArray list ? (int.TryParse(step, out int index) && index < list.Count ? list[index] : null) : node[step];
        }

        if (parent is null || last is null)
        {
            return false;
        }

        string text = node?.ToJsonString() ?? "null";
        quoted = text.Length > MaxValue ? text[..MaxValue] + "..." : text;
        switch (parent)
        {
            case JsonArray list when int.TryParse(last, out int index) && index < list.Count:
                list.RemoveAt(index);
                return true;
            case JsonObject map:
                return map.Remove(last);
            default:
                return false;
        }
    }

    // $.spec.overrides[0].labels['a.b/c']
    private static IEnumerable<string> Steps(string path)
    {
        int at = 1;
        while (at < path.Length)
        {
            if (path[at] == '[')
            {
                bool isQuoted = at + 1 < path.Length && path[at + 1] == '\'';
                int end = isQuoted ? path.IndexOf("']", at, StringComparison.Ordinal) : path.IndexOf(']', at);
                if (end < 0)
                {
                    yield break;
                }

                yield return isQuoted ? path[(at + 2)..end] : path[(at + 1)..end];
                at = end + (isQuoted ? 2 : 1);
            }
            else
            {
                int start = at + (path[at] == '.' ? 1 : 0);
                int end = path.AsSpan(start).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : start + end;
                yield return path[start..end];
                at = Math.Max(end, at + 1);
            }
        }
    }
}
