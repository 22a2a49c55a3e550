using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Apply;

/// <summary>
/// The annotation in which kubectl's client-side apply keeps its configuration, and how kubectl's server-side apply, by its default manager, takes over
/// from it: what the annotation says and the object has is no conflict, and the annotation follows (lastappliedmanager.go, lastappliedupdater.go).
/// </summary>
internal static class LastApplied
{
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    public const string Manager = "kubectl";

    /// <summary>The fields that the annotation speaks about and that are in the object as it says; none when it cannot be read.</summary>
    public static FieldSet Fields(JsonObject live, string apiVersion, StructuralSchema schema)
    {
        if (Read(live) is not { } config || config.Text("apiVersion") != apiVersion || TypedFaults.Describe(config, schema) is not null)
        {
            return FieldSet.Empty;
        }

        Comparison change = TypedDocument.Compare(config, live, schema);
        return TypedDocument.Fields(config, schema).Except(change.Written).Except(change.RemovedFields);
    }

    /// <summary>Sets the annotation, where there is one, to what was applied; one that has become too large is dropped.</summary>
    /// <param name="body">The object as it is after the apply; changed.</param>
    /// <param name="config">What was applied.</param>
    /// <param name="limit">How many bytes all annotations may have together.</param>
    public static void Refresh(JsonObject body, JsonObject config, int limit)
    {
        if (body.Text("metadata", "annotations", Annotation) is not { Length: > 0 })
        {
            return;
        }

        JsonObject kept = config.Copy();
        kept.Object("metadata", "annotations")?.Remove(Annotation);
        JsonObject annotations = body.Object("metadata", "annotations")!;
        annotations[Annotation] = JsonTree.ToSortedText(kept) + "\n";
        if (Bytes(annotations) > limit)
        {
            annotations.Remove(Annotation);
        }
    }

    /// <summary>How many bytes the keys and values of annotations have together.</summary>
    public static long Bytes(JsonObject annotations) =>
        annotations.Sum(a => (long)System.Text.Encoding.UTF8.GetByteCount(a.Key) + System.Text.Encoding.UTF8.GetByteCount(a.Value.Text() ?? string.Empty));

    private static JsonObject? Read(JsonObject live)
    {
        try
        {
            return live.Text("metadata", "annotations", Annotation) is { Length: > 0 } text ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
