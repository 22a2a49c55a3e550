using System.Text.Json.Nodes;

namespace LustreOperator.Planning;

/// <summary>
/// The spec of an object after <c>kubectl apply</c> of a file: what the file has, and of the present spec what the file never had. Pure.
/// </summary>
public static class SpecMerge
{
    /// <summary>The annotation in which kubectl apply notes what it was given.</summary>
    public const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Overrides = "overrides";

    /// <summary>The spec as it would be.</summary>
    /// <param name="present">The object on the server.</param>
    /// <param name="file">The object of the file.</param>
    public static JsonObject Apply(JsonObject present, JsonObject file)
    {
        JsonObject spec = present["spec"] as JsonObject ?? [];
        return Merge(spec, LastSpec(present) ?? Without(spec, Overrides), file["spec"] as JsonObject ?? []);
    }

    // What kubectl wrote there when it last applied. Without it, the file stands for the whole spec, but for what start, stop and restart wrote.
    private static JsonObject? LastSpec(JsonObject present)
    {
        if ((string?)present["metadata"]?["annotations"]?[LastApplied] is not { } text)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text)?["spec"] as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static JsonObject Without(JsonObject value, string field)
    {
        JsonObject rest = (JsonObject)value.DeepClone();
        rest.Remove(field);
        return rest;
    }

    // A list is one value, as it is to kubectl for kinds that it does not know.
    private static JsonObject Merge(JsonObject present, JsonObject? last, JsonObject file)
    {
        JsonObject merged = (JsonObject)present.DeepClone();
        foreach ((string name, _) in last ?? [])
        {
            if (!file.ContainsKey(name))
            {
                merged.Remove(name);
            }
        }

        foreach ((string name, JsonNode? value) in file)
        {
            merged[name] = value is JsonObject inner && present[name] is JsonObject before
                ? Merge(before, last?[name] as JsonObject, inner)
                : value?.DeepClone();
        }

        return merged;
    }
}
