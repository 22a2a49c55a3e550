using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Patches;

/// <summary>RFC 6902.</summary>
internal static class JsonPatch
{
    /// <summary>The document after all operations.</summary>
    /// <exception cref="PatchFailedException">A test failed or a path does not exist.</exception>
    public static JsonNode? Apply(JsonNode document, JsonArray operations)
    {
        JsonNode? root = document.DeepClone();
        foreach (JsonNode? operation in operations)
        {
            root = Apply(root, operation as JsonObject ?? throw new PatchFailedException("operation is not an object"));
        }

        return root;
    }

    private static JsonNode? Apply(JsonNode? root, JsonObject operation)
    {
        string[] path = Path(operation.Text("path"));
        switch (operation.Text("op"))
        {
            case "add":
                return Put(root, path, operation["value"], insert: true);
            case "replace":
                Find(root, path);
                return Put(root, path, operation["value"], insert: false);
            case "remove":
                Find(root, path);
                return Remove(root, path);
            case "test":
                return JsonTree.Same(FindOrNull(root, path), operation["value"]) ? root : throw new PatchFailedException("test failed");
            case "copy":
                return Put(root, path, Find(root, Path(operation.Text("from"))), insert: true);
            case "move":
                string[] from = Path(operation.Text("from"));
                JsonNode? value = Find(root, from)?.DeepClone();
                return Put(Remove(root, from), path, value, insert: true);
            default:
                throw new PatchFailedException("unexpected kind of operation");
        }
    }

    private static string[] Path(string? pointer)
    {
        if (pointer is null || (pointer.Length > 0 && pointer[0] != '/'))
        {
            throw new PatchFailedException("invalid path");
        }

        return pointer.Length == 0
            ? []
            : [.. pointer[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static JsonNode? FindOrNull(JsonNode? node, string[] path)
    {
        try
        {
            return Find(node, path);
        }
        catch (PatchFailedException)
        {
            return null;
        }
    }

    private static JsonNode? Find(JsonNode? node, ReadOnlySpan<string> path)
    {
        foreach (string step in path)
        {
            node = node switch
            {
                JsonObject o when o.TryGetPropertyValue(step, out JsonNode? next) => next,
                JsonArray a => a[Index(step, a.Count - 1)],
                _ => throw new PatchFailedException("path does not exist"),
            };
        }

        return node;
    }

    private static JsonNode? Put(JsonNode? root, string[] path, JsonNode? value, bool insert)
    {
        value = value?.DeepClone();
        if (path.Length == 0)
        {
            return value;
        }

        string last = path[^1];
        switch (Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject o:
                o[last] = value;
                return root;
            case JsonArray a when insert:
                a.Insert(last == "-" ? a.Count : Index(last, a.Count), value);
                return root;
            case JsonArray a:
                a[Index(last, a.Count - 1)] = value;
                return root;
            default:
                throw new PatchFailedException("path does not exist");
        }
    }

    private static JsonNode? Remove(JsonNode? root, string[] path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        switch (Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject o:
                o.Remove(path[^1]);
                break;
            case JsonArray a:
                a.RemoveAt(Index(path[^1], a.Count - 1));
                break;
        }

        return root;
    }

    private static int Index(string step, int last) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index <= last
            ? index
            : throw new PatchFailedException("index out of range");
}
